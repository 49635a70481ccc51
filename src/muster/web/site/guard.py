"""What every public form checks before it listens: the seal, the trap and the crowd from one place."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muster.kit import limits
from muster.web.site import stamp

FROM_ONE_NETWORK: Final = 60


class GuardedForm(forms.Form):
    """A public form with its seal and a field that only machines fill."""

    use_required_attribute = True
    form_name = ""
    website = forms.CharField(
        label=gettext_lazy("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    stamp = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        verdict = stamp.judge(self.form_name, cleaned.get("stamp") or "")
        if verdict == "fast":
            raise forms.ValidationError(
                _("That was very quick. Please press the button once more.")
            )
        if verdict == "old":
            self.data = {**dict(self.data.items()), "stamp": stamp.make(self.form_name)}
            raise forms.ValidationError(
                _("This page stood open for a long time. Please press the button once more.")
            )
        return cleaned

    @property
    def trapped(self) -> bool:
        """A machine filled what no person sees; it is told what everybody is told."""
        return bool(self.cleaned_data.get("website"))


def crowded(request: HttpRequest, what: str) -> bool:
    """Whether too many came from the same household, phone or hall within the hour."""
    network = limits.network(request.META.get("REMOTE_ADDR", ""))
    return not limits.take(what, network, capacity=FROM_ONE_NETWORK, per=timedelta(hours=1))
