"""What happened to a broadcast, from the audit log, in words a volunteer reads."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from muster.accounts import queries as accounts
from muster.audit import queries as audit
from muster.audit.models import Entry

Word = str | Promise


class Line(NamedTuple):
    at: datetime
    icon: str
    words: Word
    who: Word


WORDS: dict[str, tuple[str, Word]] = {
    "broadcast.declared": ("edit", _("Begun, with whom it is for")),
    "broadcast.submitted": ("send", _("Submitted and sealed")),
    "broadcast.withdrawn": ("undo", _("Taken back")),
    "broadcast.approve": ("check", _("Approved")),
    "broadcast.return": ("undo", _("Returned for changes")),
    "broadcast.reject": ("x", _("Rejected")),
    "broadcast.tried": ("eye", _("Sent to oneself as a test")),
    "broadcast.missed": ("alert", _("Did not start by itself")),
    "broadcast.released": ("lock", _("Released, seal checked")),
    "broadcast.halted": ("halt", _("Halted")),
    "broadcast.resumed": ("play", _("Resumed")),
    "broadcast.cancelled": ("x", _("Cancelled")),
    "broadcast.corrected": ("send", _("A message about it was begun")),
    "wave.opened": ("play", _("Wave %(wave)s began")),
    "wave.held": (
        "pause",
        _("Wave %(wave)s is over; the next one waits for a way back to be heard"),
    ),
    "sending.stopped": ("halt", _("Everything was stopped")),
    "sending.lifted": ("play", _("The stop of everything was lifted")),
}
# Told only if no person did it through a page: what a person does has a line of its own above.
BY_ITSELF: dict[str, tuple[str, Word]] = {
    "release.halted": ("halt", _("Halted")),
    "release.resumed": ("play", _("Resumed")),
    "release.cancelled": ("x", _("Cancelled")),
}
NOBODY: dict[str, Word] = {
    "system:gates": _("Muster itself, on evidence"),
    "system:schedule": _("its schedule"),
    "system:pump": _("the sender"),
    "system:command-line": _("the command line"),
}


def told(subject: str) -> QuerySet[Entry]:
    """The entries about it that have words, newest first; what has none is only in the full log."""
    by_itself = Q(verb__in=BY_ITSELF) & ~Q(actor__startswith="staff:")
    return audit.entries(subject=subject).filter(Q(verb__in=WORDS) | by_itself)


def lines(subject: str, *, most: int = 30) -> list[Line]:
    """Newest first."""
    known = list(told(subject)[:most])
    names = names_of(entry.actor for entry in known)
    return [_line(entry, names) for entry in known]


def names_of(actors: Iterable[str]) -> dict[str, Word]:
    """Names of staff, and words for what is no person, by the word the log knows them by."""
    known = set(actors)
    return {name: NOBODY[name] for name in known & NOBODY.keys()} | accounts.names_of(known)


def _line(entry: Entry, names: dict[str, Word]) -> Line:
    icon, words = (WORDS | BY_ITSELF)[entry.verb]
    if "%" in str(words):
        words = str(words) % {"wave": entry.detail.get("wave", "?")}
    who = names.get(entry.actor, entry.actor.removeprefix("system:") or now_("nobody"))
    return Line(entry.at, icon, words, who)
