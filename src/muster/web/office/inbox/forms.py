"""The forms of a conversation: what goes out, what stays among us, who takes it, when it comes back."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muster.inbox import queries
from muster.web.office.inbox import teams

if TYPE_CHECKING:
    from muster.inbox.models import Conversation

MORNING: Final = time(9)
WHEN: Final = {
    "hours": gettext_lazy("in three hours"),
    "tomorrow": gettext_lazy("tomorrow at nine"),
    "monday": gettext_lazy("on Monday at nine"),
    "week": gettext_lazy("in a week"),
}


class AnswerForm(forms.Form):
    """What goes out. ``once`` makes a second click the same answer; ``seen`` is what its writer had read."""

    text = forms.CharField(
        label=gettext_lazy("Your answer"), widget=forms.Textarea(attrs={"rows": 5}), required=False
    )
    once = forms.CharField(max_length=40, widget=forms.HiddenInput)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    channel = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)


class NoteForm(forms.Form):
    """What stays among us."""

    text = forms.CharField(
        label=gettext_lazy("Your note"), widget=forms.Textarea(attrs={"rows": 4}), required=False
    )


class AssignForm(forms.Form):
    """Who takes it; empty for nobody."""

    assignee = forms.TypedChoiceField(
        label=gettext_lazy("Who answers"), coerce=int, empty_value=None, required=False
    )

    def __init__(self, conversation: Conversation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.able = {one.pk: one for one in queries.colleagues(conversation)}
        able = [(one.pk, teams.called(one)) for one in self.able.values()]
        self.fields["assignee"].choices = [("", _("Nobody")), *able]  # type: ignore[attr-defined]


class SnoozeForm(forms.Form):
    """Until when it is put off: one of the usual moments, or the morning of a day."""

    when = forms.ChoiceField(
        label=gettext_lazy("Put off until"), choices=list(WHEN.items()), required=False
    )
    day = forms.DateField(
        label=gettext_lazy("or a day"),
        widget=forms.DateInput(attrs={"type": "date"}),
        required=False,
    )

    def until(self, now: datetime) -> datetime:
        """The moment that was chosen; a day goes before the usual moments."""
        here = timezone.localtime(now)
        day, when = self.cleaned_data.get("day"), self.cleaned_data.get("when") or "tomorrow"
        if day is None and when == "hours":
            return now + timedelta(hours=3)
        if day is None and when == "week":
            return now + timedelta(days=7)
        if day is None:
            ahead = (7 - here.weekday()) if when == "monday" else 1
            day = here.date() + timedelta(days=ahead)
        return timezone.make_aware(datetime.combine(day, MORNING), timezone.get_current_timezone())
