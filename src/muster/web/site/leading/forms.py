"""What a leader writes: a call list, how a call ended. What it may hold, the action decides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy

from muster.groups import calls

if TYPE_CHECKING:
    from collections.abc import Iterable

    from muster.groups.models import CallList
    from muster.kit.errors import Refused


class ListForm(forms.Form):
    """A call list with its script."""

    source = forms.ChoiceField(
        label=gettext_lazy("Who is to be called?"),
        widget=forms.RadioSelect,
        initial="unspoken",
        choices=[(one, calls.SOURCES[one]) for one in ("unspoken", "own", "again")],
        error_messages={"required": gettext_lazy("Choose who is to be called.")},
    )
    earlier = forms.TypedChoiceField(
        label=gettext_lazy("Which earlier list?"), required=False, coerce=int, empty_value=None
    )
    title = forms.CharField(
        label=gettext_lazy("What are the calls about?"),
        max_length=calls.TITLE,
        help_text=gettext_lazy("It stands on the record of everybody who is called."),
        error_messages={"required": gettext_lazy("Write what the calls are about.")},
    )
    script = forms.CharField(
        label=gettext_lazy("What the caller says"),
        max_length=calls.SCRIPT,
        strip=True,
        help_text=gettext_lazy("Plain words. {given_name} becomes the name of whoever is called."),
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": gettext_lazy("Write what the caller should say.")},
    )

    def __init__(self, *args: Any, earlier: Iterable[CallList] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(one.pk, one.title) for one in earlier]
        if known:
            field: Any = self.fields["earlier"]
            field.choices = [("", "–"), *known]
        else:
            self.fields.pop("earlier")
            sources: Any = self.fields["source"]
            sources.choices = [one for one in sources.choices if one[0] != "again"]


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


def refuse(form: forms.Form, problem: Refused) -> None:
    """Put what an action refused beside the field it is about."""
    form.add_error(problem.field if problem.field in form.fields else None, problem.message)
