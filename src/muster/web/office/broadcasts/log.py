"""What happened to a broadcast, from the audit log, in words a volunteer reads."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from muster.accounts import queries as accounts
from muster.audit.models import Entry


class Line(NamedTuple):
    at: datetime
    icon: str
    words: str | Promise
    who: str


WORDS: dict[str, tuple[str, str | Promise]] = {
    "broadcast.declared": ("edit", _("Begun, with whom it is for")),
    "broadcast.submitted": ("send", _("Submitted and sealed")),
    "broadcast.withdrawn": ("undo", _("Taken back")),
    "broadcast.approve": ("check", _("Approved")),
    "broadcast.return": ("undo", _("Returned for changes")),
    "broadcast.reject": ("x", _("Rejected")),
    "broadcast.released": ("lock", _("Released, seal checked")),
    "broadcast.halted": ("halt", _("Halted")),
    "broadcast.resumed": ("play", _("Resumed")),
    "broadcast.cancelled": ("x", _("Cancelled")),
    "broadcast.corrected": ("send", _("A message about it was begun")),
    "sending.stopped": ("halt", _("Everything was stopped")),
    "sending.lifted": ("play", _("The stop of everything was lifted")),
}


def lines(entries: Iterable[Entry], *, most: int = 30) -> list[Line]:
    """Newest first, as they come; what has no words here is only in the full log."""
    known = [entry for entry in entries if entry.verb in WORDS][:most]
    names = names_of(entry.actor for entry in known)
    return [
        Line(entry.at, *WORDS[entry.verb], names.get(entry.actor, entry.actor)) for entry in known
    ]


def names_of(actors: Iterable[str]) -> dict[str, str]:
    """The names of staff by the word the log knows them by."""
    numbers = {actor.removeprefix("staff:") for actor in actors}
    found = accounts.everyone().filter(pk__in=[one for one in numbers if one.isdecimal()])
    return {staff.actor: staff.name for staff in found}
