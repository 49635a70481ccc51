"""A call list as staff make it. What a script may hold, the action decides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy

from muster.groups import calls

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from muster.groups.models import CallList
    from muster.kit.errors import Refused


class ListForm(forms.Form):
    """Who is to be called, what about, and the words to say."""

    source = forms.ChoiceField(
        label=gettext_lazy("Who is to be called?"),
        widget=forms.RadioSelect,
        initial="unspoken",
        error_messages={"required": gettext_lazy("Choose who is to be called.")},
    )
    skill = forms.ChoiceField(label=gettext_lazy("Which skill?"), required=False)
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
        self, *args: Any, earlier: Iterable[CallList], skills: Sequence[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        known = [(one.pk, one.title) for one in earlier]
        fields["earlier"].choices = [("", "–"), *known]
        fields["skill"].choices = [("", "–"), *((one, one) for one in skills)]
        sources = ["unspoken"]
        for source, field, there in (("skill", "skill", skills), ("again", "earlier", known)):
            if there:
                sources.append(source)
            else:
                self.fields.pop(field)
        fields["source"].choices = [(one, calls.SOURCES[one]) for one in sources]

    def refuse(self, problem: Refused) -> None:
        """Put what an action refused beside the field it is about."""
        self.add_error(problem.field if problem.field in self.fields else None, problem.message)
