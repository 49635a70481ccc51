"""A call as one row of a list tells it: when, how it ended, who called whom; never a word of the talk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from muster.kit.text import clean
from muster.people.calls import LONGEST, TOPIC_LIMIT
from muster.sources import values

Cells = Mapping[str, Sequence[str]]
# Folded words of dialers and of people who keep lists by hand.
OUTCOMES: Final[Mapping[str, str]] = {
    word: outcome
    for outcome, words in {
        "talked": ("talked", "we talked", "answered", "reached", "contacted", "completed",
                   "connected", "conversation", "yes", "gesprochen", "erreicht", "parlato", "risposto",
                   "rozmowa", "odebrano", "joint", "repondu"),
        "no_answer": ("no answer", "not home", "unanswered", "missed", "busy", "no", "nobody answered",
                      "noanswer", "nicht erreicht", "nessuna risposta", "occupato", "brak odpowiedzi",
                      "nie odebrano", "zajete", "pas de reponse", "occupe"),
        "message": ("message", "voicemail", "left message", "left voicemail", "vm", "answering machine",
                    "mailbox", "segreteria", "messaggio", "poczta glosowa", "messagerie"),
        "wrong_number": ("wrong number", "wrong", "bad number", "disconnected", "falsche nummer",
                         "numero sbagliato", "zly numer", "faux numero"),
    }.items()
    for word in words
}  # fmt: skip
_IN: Final = frozenset({"in", "inbound", "incoming", "received", "they called us", "eingehend"})


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a list."""

    at: datetime
    outcome: str
    direction: str
    minutes: int
    topic: str


def told(cells: Cells, day_first: bool) -> tuple[Call | None, str, str]:  # noqa: FBT001
    """The call of a row by the fields of its columns; else the code of what is wrong, and the cell."""
    end, day = _first(cells, "call_outcome"), _first(cells, "call_at")
    outcome = OUTCOMES.get(values.folded(end))
    if outcome is None:
        return None, "bad_outcome", end[:80]
    try:
        at = values.moment(day, day_comes_first=day_first)
    except values.Unreadable:
        return None, "bad_call_day", day[:80]
    direction = "in" if values.folded(_first(cells, "call_direction")) in _IN else "out"
    topic = clean(_first(cells, "call_topic"))[:TOPIC_LIMIT]
    return Call(at, outcome, direction, _minutes(cells), topic), "", ""


def _minutes(cells: Cells) -> int:
    """Whole minutes, also of “4:30”; nothing where it is no number."""
    told = _first(cells, "call_minutes").partition(":")[0].partition(".")[0].strip()
    return (
        int(told)
        if told.isascii() and told.isdecimal() and len(told) < 5 and int(told) <= LONGEST
        else 0
    )


def _first(cells: Cells, name: str) -> str:
    return next(iter(cells.get(name, ())), "")
