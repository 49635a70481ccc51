"""The forms of tasks: how a visitor comes in, and what a member says of how they are ready to help."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from muster.accounts.queries import organisation
from muster.people.actions import Wish
from muster.places import countries, queries
from muster.volunteering.actions import Ready
from muster.volunteering.models.readiness import USUAL_HOURS, USUAL_KM
from muster.web import helping
from muster.web.site.forms import EmailForm

LANGUAGES = ("en", "it", "pl", "fr", "de", "es", "uk", "ar")


class ComingForm(EmailForm):
    """An address and a postcode: whoever is known is mailed a link, whoever is new is asked to join."""

    form_name = "task"
    postcode = forms.CharField(
        label=gettext_lazy("Postcode"),
        max_length=20,
        help_text=gettext_lazy("So that we know your region"),
        error_messages={"required": gettext_lazy("Write your postcode.")},
        widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
    )
    country = forms.ChoiceField(
        label=gettext_lazy("Country"),
        choices=countries.choices,
        widget=forms.Select(attrs={"autocomplete": "country"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].initial = organisation().country
        self.located = queries.Located()

    def clean(self) -> dict[str, Any]:
        """The postcode must be one; which region, where it may be several, the join form asks later."""
        cleaned = super().clean()
        if cleaned.get("postcode") and cleaned.get("country"):
            self.located = queries.locate(cleaned["country"], cleaned["postcode"])
            if not self.located.postcode:
                self.add_error("postcode", self.located.reason)
        return cleaned

    def wish(self, language: str) -> Wish:
        """What somebody new wants, for the action."""
        said = self.cleaned_data
        return Wish(
            email=said["email"],
            country=said["country"],
            postcode=self.located.postcode,
            language=language,
            region=self.located.region or "",
            latitude=self.located.latitude,
            longitude=self.located.longitude,
        )


class ReadyForm(forms.Form):
    """How somebody is ready to help."""

    ways = forms.MultipleChoiceField(
        label=gettext_lazy("How would you like to help?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=list(helping.WAYS.items()),
    )
    max_km = forms.IntegerField(
        label=gettext_lazy("How far would you go, in kilometres?"),
        min_value=0,
        max_value=1000,
        initial=USUAL_KM,
    )
    hours_month = forms.IntegerField(
        label=gettext_lazy("How many hours a month?"),
        min_value=0,
        max_value=300,
        initial=USUAL_HOURS,
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Which languages do you speak?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    access = forms.MultipleChoiceField(
        label=gettext_lazy("What do you need at a place?"),
        help_text=gettext_lazy("We only suggest what fits. Nothing else is done with it."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=list(helping.ACCESS.items()),
    )
    note = forms.CharField(
        label=gettext_lazy("Anything we should know?"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, spoken: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["languages"].choices = spoken  # type: ignore[attr-defined]

    @property
    def told(self) -> Ready:
        """What was said, for the action."""
        return Ready(**{name: self.cleaned_data[name] for name in self.fields})


class FreeForm(forms.Form):
    """A time of each week."""

    weekday = forms.TypedChoiceField(
        label=gettext_lazy("Day"), coerce=int, choices=list(helping.WEEKDAYS.items())
    )
    starts = forms.TimeField(
        label=gettext_lazy("From"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    ends = forms.TimeField(
        label=gettext_lazy("Until"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )


class AwayForm(forms.Form):
    """Days on which somebody is away."""

    first = forms.DateField(
        label=gettext_lazy("First day"), widget=forms.DateInput(attrs={"type": "date"})
    )
    last = forms.DateField(
        label=gettext_lazy("Last day"), widget=forms.DateInput(attrs={"type": "date"})
    )
