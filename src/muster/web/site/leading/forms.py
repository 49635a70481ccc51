"""What a caller writes: how a call ended. What it may hold, the action decides."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from muster.groups import calls


class OutcomeForm(forms.Form):
    """How a call ended."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("How did it end?"),
        choices=list(calls.OUTCOMES.items()),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say how the call ended.")},
    )
    note = forms.CharField(
        label=gettext_lazy("A note for colleagues"),
        required=False,
        max_length=calls.NOTE,
        help_text=gettext_lazy("What the next caller should know. It is never sent."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
