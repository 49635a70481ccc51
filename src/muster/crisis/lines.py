"""How a line of a room’s log and a room’s figures are said. Words only; nothing is decided here."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muster.crisis.models import LogEntry, Room
from muster.crisis.queries import Figures

Kind = LogEntry.Kind
TITLES: Final = {
    Kind.OPENED: gettext_lazy("opened this room"),
    Kind.NOTE: gettext_lazy("noted"),
    Kind.LEAD: gettext_lazy("handed over the lead"),
    Kind.DUTY: gettext_lazy("named the duty contact"),
    Kind.SEVERITY: gettext_lazy("said how bad it is"),
    Kind.TASK: gettext_lazy("gave a task"),
    Kind.DONE: gettext_lazy("ticked off a task"),
    Kind.HELD: gettext_lazy("held everything that is sent to many"),
    Kind.LIFTED: gettext_lazy("lifted the hold; what was halted stays halted"),
    Kind.TEXT: gettext_lazy("wrote a holding text"),
    Kind.APPROVED: gettext_lazy("approved the holding text"),
    Kind.RETURNED: gettext_lazy("returned the holding text"),
    Kind.USED: gettext_lazy("published the holding text"),
    Kind.PROMISED: gettext_lazy("promised the next word"),
    Kind.MOVED: gettext_lazy("moved the promise"),
    Kind.KEPT: gettext_lazy("kept the promise"),
    Kind.HOT: gettext_lazy("chose a hot conversation"),
    Kind.CLOSED: gettext_lazy("closed the room"),
}
ICONS: Final = {
    Kind.OPENED: "alert", Kind.NOTE: "note", Kind.LEAD: "people", Kind.DUTY: "phone", Kind.SEVERITY: "flag",
    Kind.TASK: "circle", Kind.DONE: "check", Kind.HELD: "halt", Kind.LIFTED: "play", Kind.TEXT: "text",
    Kind.APPROVED: "check", Kind.RETURNED: "undo", Kind.USED: "out", Kind.PROMISED: "clock", Kind.MOVED: "late",
    Kind.KEPT: "check", Kind.HOT: "inbox", Kind.CLOSED: "lock",
}  # fmt: skip
SEVERITIES: Final = {
    Room.Severity.WATCH: gettext_lazy("Watch it"),
    Room.Severity.SERIOUS: gettext_lazy("Serious"),
    Room.Severity.GRAVE: gettext_lazy("Grave"),
}
COMPLAINT: Final = {
    "case.opened": gettext_lazy("Became a case"),
    "case.joined": gettext_lazy("One more conversation joined it"),
    "case.reopened": gettext_lazy("Taken up again"),
    "case.given": gettext_lazy("Got an owner"),
    "case.closed": gettext_lazy("Closed"),
    "case.lesson": gettext_lazy("Lesson written"),
}


def title(entry: LogEntry) -> str:
    """What somebody did, behind their name."""
    return str(TITLES[Kind(entry.kind)])


def icon(entry: LogEntry) -> str:
    """The sign beside it."""
    return ICONS[Kind(entry.kind)]


def text(entry: LogEntry) -> str:
    """What they wrote; a number or a moment is no text."""
    if entry.kind == Kind.SEVERITY:
        return severity(entry.words)
    if entry.kind in {Kind.PROMISED, Kind.HOT}:
        return ""
    return entry.words


def moment(entry: LogEntry) -> datetime | None:
    """The moment that a line promises."""
    return parse_datetime(entry.words) if entry.kind == Kind.PROMISED else None


def severity(number: int | str) -> str:
    """How bad it is, in words."""
    return str(SEVERITIES[Room.Severity(int(number))])


def figures(counted: Figures) -> list[tuple[str, str]]:
    """A room in figures, those that say something."""
    first = counted.first_text_minutes
    return [
        (_("It lasted"), span(counted.lasted_minutes)),
        (_("Until the first holding text"), span(first) if first is not None else "–"),
        (_("Holding texts used"), str(counted.texts_used)),
        (_("Promises kept"), str(counted.kept)),
        (_("of these late"), str(counted.kept_late)),
        (_("Promises moved"), str(counted.moved)),
        (_("Sends halted"), str(counted.held)),
        (_("Starts called off"), str(counted.starts)),
        (_("Hot conversations chosen"), str(counted.hot)),
        (_("Tasks done"), f"{counted.tasks_done} / {counted.tasks}"),
    ]


def span(minutes: int) -> str:
    """“3 h 12 min”, “2 d 4 h”."""
    length = timedelta(minutes=minutes)
    hours, rest = divmod(minutes, 60)
    if length.days:
        return _("%(days)s d %(hours)s h") % {"days": length.days, "hours": hours % 24}
    return (
        _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest}
        if hours
        else (_("%(minutes)s min") % {"minutes": rest})
    )
