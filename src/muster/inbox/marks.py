"""How far we have read in a mailbox, by its own numbers. Pure.

Numbers and not the flag “seen”: whoever shares the mailbox changes that one by looking. A number holds while
the folder’s validity does (RFC 3501, 2.3.1.1); when that changes, what came lately is read again, and a
message that is stored already is stored once.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

# The day of a server lies in a zone of its own, and the last thing heard may be from before midnight.
OVERLAP: Final = timedelta(days=2)
MOST_ASIDE: Final = 500


@dataclass(frozen=True, slots=True)
class Mark:
    """Everything up to ``uid`` is taken in. Up to ``until`` only what came on ``day`` or later is wanted.

    ``aside`` names what could not be taken in, with its reason and the day it was tried.
    """

    box: str
    validity: int
    uid: int
    until: int
    day: date
    aside: dict[str, list[str]] = field(default_factory=dict)

    def catching_up(self) -> bool:
        """Tell whether some of what lay there at the beginning may still be wanted."""
        return self.uid < self.until

    def past(self, uid: int) -> Mark:
        """The mark after this one, with ``uid`` taken in."""
        left = {number: why for number, why in self.aside.items() if number != str(uid)}
        return replace(self, uid=max(self.uid, uid), aside=left)

    def past_aside(self, uid: int, why: str, day: date) -> Mark:
        """The mark after this one, with ``uid`` left where it lies."""
        listed = {**self.aside, str(uid): [why[:200], day.isoformat()]}
        return replace(self, uid=max(self.uid, uid), aside=dict(list(listed.items())[-MOST_ASIDE:]))

    def caught_up(self) -> Mark:
        """The mark once nothing of what lay there at the beginning is left."""
        return replace(self, uid=max(self.uid, self.until))

    def kept(self) -> dict[str, Any]:
        """The mark as the door keeps it."""
        return {
            "box": self.box, "validity": self.validity, "uid": self.uid, "until": self.until,
            "day": self.day.isoformat(), "aside": self.aside,
        }  # fmt: skip


def begun(box: str, validity: int, next_uid: int, day: date) -> Mark:
    """The mark of a folder nothing was read from, or whose numbers changed."""
    return Mark(box=box, validity=validity, uid=0, until=next_uid - 1, day=day)


def read(
    kept: dict[str, Any],
    *,
    box: str,
    validity: int,
    next_uid: int,
    first: date,
    heard_at: datetime | None,
) -> Mark:
    """Where to go on: where we were, or from a day on if this is another folder or its numbers changed."""
    if kept.get("box") != box or heard_at is None:
        return begun(box, validity, next_uid, first)
    if kept["validity"] != validity:
        return begun(box, validity, next_uid, _lately(kept, heard_at))
    return Mark(
        box=box,
        validity=validity,
        uid=kept["uid"],
        until=kept["until"],
        day=date.fromisoformat(kept["day"]),
        aside=dict(kept["aside"]),
    )


def _lately(kept: dict[str, Any], heard_at: datetime) -> date:
    """The day before which nothing can be new; what lies aside, or was not reached yet, is not done."""
    days = [heard_at.date()]
    days += [date.fromisoformat(day) for _why, day in kept["aside"].values()]
    if kept["uid"] < kept["until"]:
        days.append(date.fromisoformat(kept["day"]) + OVERLAP)
    return min(days) - OVERLAP
