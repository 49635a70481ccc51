"""The forms of public pages. They check and make comparable; nothing is stored here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muster.kit.text import clean
from muster.people import keys
from muster.people.actions import Wish
from muster.places import countries, queries
from muster.web.site.guard import GuardedForm


class EmailForm(GuardedForm):
    """An address, and nothing else."""

    form_name = "email"
    email = forms.CharField(
        label=gettext_lazy("E-mail"),
        max_length=320,
        error_messages={"required": gettext_lazy("Write your e-mail address.")},
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )

    def clean_email(self) -> str:
        try:
            return keys.normalise("email", self.cleaned_data["email"])
        except keys.NotAKey as problem:
            raise forms.ValidationError(str(problem)) from problem


class JoinForm(EmailForm):
    """E-mail and postcode are enough."""

    form_name = "join"
    field_order = ["email", "postcode", "region", "country", "given_name", "phone", "news", "texts"]
    postcode = forms.CharField(
        label=gettext_lazy("Postcode"),
        max_length=20,
        help_text=gettext_lazy("So that we only write about your region"),
        error_messages={"required": gettext_lazy("Write your postcode.")},
        widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
    )
    # Any text passes here; ``clean`` compares it with the regions it offers.
    region = forms.CharField(
        label=gettext_lazy("Your region"), required=False, widget=forms.RadioSelect
    )
    country = forms.ChoiceField(
        label=gettext_lazy("Country"),
        choices=countries.choices,
        widget=forms.Select(attrs={"autocomplete": "country"}),
    )
    given_name = forms.CharField(
        label=gettext_lazy("First name"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    phone = forms.CharField(
        label=gettext_lazy("Mobile number"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("Only if you would like texts"),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    news = forms.BooleanField(required=False)
    texts = forms.BooleanField(required=False)

    def __init__(self, *args: Any, wording: str, texts_wording: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wording, self.texts_wording = wording, texts_wording
        self.fields["texts"].label = texts_wording
        self.asks_region = False
        self.located = queries.Located()
        self.fields["news"].label = wording

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("postcode") and cleaned.get("country"):
            self._locate(cleaned)
        self._number(cleaned)
        return cleaned

    def _number(self, cleaned: dict[str, Any]) -> None:
        """A number is kept only with its tick, and a tick only with its number."""
        written = cleaned.get("phone", "")
        if not cleaned.get("texts"):
            cleaned["phone"] = ""
        elif not written:
            self.add_error("phone", _("Write your number, or take the tick for texts away."))
        else:
            try:
                cleaned["phone"] = keys.normalise("phone", written, cleaned.get("country"))
            except keys.NotAKey as problem:
                self.add_error("phone", str(problem))

    def _locate(self, cleaned: dict[str, Any]) -> None:
        self.located = queries.locate(cleaned["country"], cleaned["postcode"])
        if self.located.region:
            return
        if not self.located.postcode:
            self.add_error("postcode", self.located.reason)
            return
        self._offer_regions(cleaned)

    def _offer_regions(self, cleaned: dict[str, Any]) -> None:
        """The code is in several regions or in none we know: the visitor knows best."""
        regions = queries.regions().filter(country=cleaned["country"])
        if self.located.ambiguous:
            regions = regions.filter(code__in=self.located.ambiguous)
        language = translation.get_language() or "en"
        names = [(region.code, region.name_in(language)) for region in regions]
        self.fields["region"].widget.choices = names
        self.asks_region = True
        chosen = str(self.data.get("region", ""))
        if chosen in dict(names):
            cleaned["region"] = chosen
        else:
            self.add_error(None if self.located.ambiguous else "postcode", self.located.reason)
            self.add_error("region", _("Choose the region you live in."))

    def clean_region(self) -> str:
        return ""

    def wish(self) -> Wish:
        """What the visitor wants, for the action."""
        said = self.cleaned_data
        wants = bool(said["news"])
        return Wish(
            email=said["email"],
            country=said["country"],
            postcode=self.located.postcode,
            language=translation.get_language() or "en",
            given_name=clean(said["given_name"]),
            region=said.get("region") or self.located.region or "",
            latitude=self.located.latitude,
            longitude=self.located.longitude,
            wants_news=wants,
            wording=self.wording if wants else "",
            phone=said["phone"],
            texts_wording=self.texts_wording if said["texts"] else "",
        )
