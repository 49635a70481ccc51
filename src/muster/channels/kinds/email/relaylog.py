"""Reads the log of a Postfix relay: which of its queue ids carried which message, and how each ended.

Only lines that name a queue id count; everything else, and whatever is cut or garbled, is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from muster.channels.kinds.email.reports import verdict

# ``queued`` says only that the relay has it; what it put off may still end either way.
Ending = Literal["queued", "delivered", "bounced", "soft"]
MOST_OPEN: Final = 1_000_000
_LONGEST: Final = 4000
_LINE: Final = re.compile(r"postfix[\w/-]*/\w+\[\d+\]: ([0-9A-Za-z]{5,24}): (.*)")
_NAMED: Final = re.compile(r"(?:resent-)?message-id=<([^<>\s]{3,300})>|^from=<([^<>\s]{3,300})>")
_ENDED: Final = re.compile(r"\bstatus=(sent|bounced|expired|deferred)\b(?: \((.*)\))?")
_STATUS: Final = re.compile(r"\bdsn=([245]\.\d{1,3}\.\d{1,3})")
_WHEN: Final = re.compile(r"^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d))")


@dataclass(frozen=True, slots=True)
class Entry:
    """What became of one message: the names it carried, and how it stands. ``at`` is None where no year is told."""

    queue: str
    names: tuple[str, ...]
    ending: Ending
    code: str = ""
    detail: str = ""
    at: datetime | None = None


def read(lines: Iterable[str]) -> Iterator[Entry]:
    """Every end in the log, and at last what is still in the queue."""
    carried: dict[str, tuple[str, ...]] = {}
    for line in lines:
        found = _LINE.search(line[:_LONGEST])
        if found is None:
            continue
        queue, rest = found[1], found[2]
        if rest.startswith("removed"):
            # A short queue id may be used again for another message.
            carried.pop(queue, None)
        elif (named := _NAMED.search(rest)) is not None:
            if len(carried) < MOST_OPEN:
                carried[queue] = (*carried.get(queue, ()), named[1] or named[2])
        elif queue in carried and (ended := _ended(line, queue, rest, carried[queue])):
            yield ended
    for queue, names in carried.items():
        yield Entry(queue, names, "queued")


def _ended(line: str, queue: str, rest: str, names: tuple[str, ...]) -> Entry | None:
    found = _ENDED.search(rest)
    if found is None or found[1] == "deferred":
        return None
    status = _STATUS.search(rest)
    code, told = status[1] if status else "", found[2] or ""
    return Entry(queue, names, _ending(found[1], code, told), code, told[:300], _when(line))


def _ending(word: str, code: str, told: str) -> Ending:
    if word == "sent":
        return "delivered"
    return "bounced" if word == "bounced" and verdict.is_hard(code, told, "") else "soft"


def _when(line: str) -> datetime | None:
    found = _WHEN.match(line)
    return datetime.fromisoformat(found[1]) if found else None
