"""What a house may set of the rules of approval; a change of it is asked for like any other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from muster.approvals import queries
from muster.approvals.kinds import policy
from muster.approvals.kinds.saying import plain
from muster.places.queries import zones

if TYPE_CHECKING:
    from muster.approvals.registry import State


class PolicyForm(forms.Form):
    """Cool-down mode, and when approvers are awake."""

    cool_down = forms.BooleanField(
        label=_("One person may send alone to at most 500 people, after 15 minutes"),
        help_text=_("Only while fewer than three people work here; it is never called two-person"),
        required=False,
    )
    day_from = forms.TimeField(
        label=_("The working day begins"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    day_to = forms.TimeField(
        label=_("The working day ends"),
        help_text=_("What is approved outside it needs one more person, or a national one"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    weekends = forms.BooleanField(label=_("Weekends are like nights"), required=False)
    zone = forms.ChoiceField(label=_("Time zone"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        usual = queries.hours().zone
        self.fields["zone"].choices = [("", usual)] + [(zone, zone) for zone in zones()]  # type: ignore[attr-defined]

    def after(self) -> State:
        """What the request asks for."""
        given = self.cleaned_data
        times = {name: f"{given[name]:%H:%M}" for name in ("day_from", "day_to")}
        return {**given, **times}


def form() -> PolicyForm:
    """The form as things are."""
    return PolicyForm(initial=policy.now())


def in_words() -> list[tuple[str, str]]:
    """What holds now, for those who only look."""
    held = policy.now() | {"zone": queries.hours().zone}
    return [(str(label), plain(held[part])) for part, label in policy.LABELS.items()]
