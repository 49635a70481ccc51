"""What is said about many waits: how many were answered, and how long they took. Pure, and exact.

The **median** is the middle value, and the mean of the two middle ones where there are two. The **ninetieth
percentile** is the nearest rank: the smallest value that at least nine in ten do not exceed. PostgreSQL calls them
``percentile_cont(0.5)`` and ``percentile_disc(0.9)``, and says the same.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

# Of fewer than this, the page says that they are too few to say.
FEW: Final = 5
HALF, NINE_IN_TEN = 0.5, 0.9


def median(values: Sequence[float]) -> float | None:
    """Return the middle value."""
    if not values:
        return None
    ranked, middle = sorted(values), len(values) // 2
    return ranked[middle] if len(values) % 2 else (ranked[middle - 1] + ranked[middle]) / 2


def nine_in_ten(values: Sequence[float]) -> float | None:
    """Return the smallest value that at least nine in ten do not exceed."""
    if not values:
        return None
    # In whole numbers: 0.9 × 10 is not nine for every machine.
    return sorted(values)[-(-9 * len(values) // 10) - 1]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a thread, as the outside world has it."""

    number: str
    theirs: bool
    at: datetime
    answers: str = ""


@dataclass(frozen=True, slots=True)
class Responses:
    """How threads were answered. A thread begins with a line of theirs that answers nothing we have."""

    threads: int
    answered: int
    orphans: int
    seconds: tuple[int, ...]

    @property
    def rate(self) -> float | None:
        """The share that ever got an answer."""
        return self.answered / self.threads if self.threads else None

    @property
    def median(self) -> float | None:
        """Half waited at most so many seconds for the first answer."""
        return median(self.seconds)

    @property
    def nine_in_ten(self) -> float | None:
        """Nine in ten waited at most so many seconds."""
        return nine_in_ten(self.seconds)


def responses(lines: Iterable[Line]) -> Responses:
    """Put lines into threads and say how their first lines were answered.

    The first answer is our earliest line in the thread, at whatever depth, not before its first line. Lines whose
    parent is missing begin a thread of their own where they are theirs (``orphans`` counts these), and belong
    to nobody where they are ours.
    """
    known = {one.number: one for one in lines}
    roots = {number: _root(number, known) for number in known}
    first: dict[str, datetime] = {}
    for one in known.values():
        begun = known[roots[one.number]]
        if not one.theirs and begun.theirs and one.at >= begun.at:
            first[begun.number] = min(one.at, first.get(begun.number, one.at))
    begun_by_them = [
        one for one in known.values() if one.theirs and roots[one.number] == one.number
    ]
    waited = [
        math.floor((first[one.number] - one.at) / timedelta(seconds=1))
        for one in begun_by_them
        if one.number in first
    ]
    orphans = sum(bool(one.answers) for one in begun_by_them)
    return Responses(len(begun_by_them), len(waited), orphans, tuple(sorted(waited)))


def _root(number: str, known: dict[str, Line]) -> str:
    """Climb to the first line of a thread; lines that answer each other in a circle stop where it closes."""
    seen = {number}
    while (parent := known[number].answers) in known and parent not in seen:
        seen.add(parent)
        number = parent
    return number
