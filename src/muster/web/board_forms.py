"""What is asked about a post on a board, of staff and of leaders alike."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muster.groups import words


class DecisionForm(forms.Form):
    """Keep a post, or hide it and say why."""

    reason = forms.CharField(
        label=gettext_lazy("If you hide it: why?"),
        max_length=words.REASON,
        required=False,
        help_text=gettext_lazy("Its author reads this by letter."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        """An answer that says neither decides nothing."""
        if not self.hides and not self.data.get("keep"):
            raise forms.ValidationError(_("Press one of the two buttons: hide it, or keep it."))
        return super().clean() or {}

    @property
    def hides(self) -> bool:
        """Which button was pressed."""
        return bool(self.data.get("hide"))
