"""A call list with its script, as staff and leaders write it. What it may hold, the action decides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy

from muster.groups import calls

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from muster.groups.models import CallList


class ListForm(forms.Form):
    """Whom to call, about what, and the words; ``sources`` are the ways to choose besides an earlier list."""

    source = forms.ChoiceField(
        label=gettext_lazy("Who is to be called?"),
        widget=forms.RadioSelect,
        initial="unspoken",
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

    def __init__(
        self, *args: Any, earlier: Iterable[CallList] = (), sources: Sequence[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        known = [(one.pk, one.title) for one in earlier]
        fields["earlier"].choices = [("", "–"), *known]
        if not known:
            self.fields.pop("earlier")
        offered = [*sources, "again"] if known else sources
        fields["source"].choices = [(one, calls.SOURCES[one]) for one in offered]
