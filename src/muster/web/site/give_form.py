"""The form for giving: amount first, who one is if one wants, the payment itself last and elsewhere.

A drive’s page draws the same form with its own amounts; it always posts to ``/give/``.
"""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muster.gifts.giving import Cause, Wish
from muster.kit import limits, secrets
from muster.kit.money import Money
from muster.people import keys
from muster.web import words
from muster.web.site import stamp
from muster.web.site.guard import GuardedForm

OWN: Final = "own"


class GiveForm(GuardedForm):
    """What somebody wants to give. An amount they wrote themselves goes before a button."""

    form_name = "give"
    amount = forms.ChoiceField(
        label=gettext_lazy("How much?"), required=False, widget=forms.RadioSelect
    )
    own = forms.CharField(
        label=gettext_lazy("Another amount"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    name = forms.CharField(
        label=gettext_lazy("Your name"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    shown = forms.BooleanField(label=gettext_lazy("My name may be shown"), required=False)
    email = forms.CharField(
        label=gettext_lazy("E-mail"),
        required=False,
        max_length=320,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )
    receipt = forms.BooleanField(label=gettext_lazy("Send me a receipt"), required=False)
    purpose = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    relay = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    channel = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)

    def __init__(self, *args: Any, cause: Cause, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cause = cause
        field: Any = self.fields["amount"]
        field.choices = [
            (str(minor), words.money(minor, cause.currency)) for minor in cause.suggested
        ]
        self.fields["own"].help_text = _("In %(currency)s") % {"currency": cause.currency}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self._money(cleaned)
        written = (cleaned.get("email") or "").strip()
        if written:
            try:
                cleaned["email"] = keys.normalise("email", written)
            except keys.NotAKey as problem:
                self.add_error("email", str(problem))
        elif cleaned.get("receipt"):
            self.add_error("email", _("Write the address the receipt should go to."))
        if cleaned.get("shown") and not (cleaned.get("name") or "").strip():
            self.add_error("name", _("Write the name that may be shown."))
        return cleaned

    def _money(self, cleaned: dict[str, Any]) -> None:
        own = (cleaned.get("own") or "").strip()
        if not own:
            if cleaned.get("amount"):
                cleaned["money"] = Money(int(cleaned["amount"]), self.cause.currency)
            elif not self.errors.get("amount"):
                self.add_error("amount", _("Choose an amount, or write your own."))
            return
        try:
            cleaned["money"] = Money.parse(own, self.cause.currency)
        except ValueError:
            self.add_error("own", _("Write the amount in digits, such as 15."))

    def wish(self, request: HttpRequest) -> Wish:
        """What the visitor wants, for the action."""
        said = self.cleaned_data
        network = limits.network(request.META.get("REMOTE_ADDR", ""))
        return Wish(
            money=said["money"],
            once=said["stamp"],
            purpose=self.cause.purpose,
            relay=said["relay"],
            channel=said["channel"],
            email=said["email"],
            name=said["name"].strip(),
            shown=said["shown"],
            receipt=said["receipt"],
            language=translation.get_language() or "en",
            network=secrets.mac("gifts.network", network),
        )


def fresh(cause: Cause, *, relay: str = "", channel: str = "") -> GiveForm:
    """An empty form for a cause, with its seal; a drive’s page fills in whose link it was."""
    first: dict[str, Any] = {
        "stamp": stamp.make(GiveForm.form_name),
        "purpose": cause.purpose,
        "relay": relay,
        "channel": channel,
    }
    if cause.suggested:
        first["amount"] = str(cause.suggested[0])
    return GiveForm(initial=first, cause=cause)
