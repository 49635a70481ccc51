"""A call list as staff make it: they may choose by skill as well."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy

from muster.web.call_forms import ListForm

if TYPE_CHECKING:
    from collections.abc import Sequence


class StaffListForm(ListForm):
    """The list of whoever leads, and which skill where there is one."""

    field_order = ("source", "skill", "earlier", "title", "script")
    skill = forms.ChoiceField(label=gettext_lazy("Which skill?"), required=False)

    def __init__(self, *args: Any, skills: Sequence[str], **kwargs: Any) -> None:
        sources = ("unspoken", "skill") if skills else ("unspoken",)
        super().__init__(*args, sources=sources, **kwargs)
        field: Any = self.fields["skill"]
        field.choices = [("", "–"), *((one, one) for one in skills)]
        if not skills:
            self.fields.pop("skill")
