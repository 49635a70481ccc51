"""Which places a plan leaves empty, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from muster.volunteering.fitness import Demand
from muster.volunteering.planning.fitting import Candidates

if TYPE_CHECKING:
    from muster.volunteering.planning import Place

# Fewer fit than there are places; or enough would, but other shifts need them more.
TOO_FEW: Final = "too_few"
ELSEWHERE: Final = "elsewhere"


@dataclass(frozen=True, slots=True)
class Left:
    """One shift that stays short of so many people, and the code of the reason."""

    shift_id: int
    empty: int
    why: str


def over(
    wanted: Sequence[Demand], found: Sequence[Candidates], places: Sequence[Place]
) -> list[Left]:
    """The shifts that stay short, the shortest first."""
    filled = Counter(place.shift_id for place in places)
    short = [
        Left(one.shift_id, one.open - filled[one.shift_id], _why(one, seen))
        for one, seen in zip(wanted, found, strict=True)
        if filled[one.shift_id] < one.open
    ]
    return sorted(short, key=lambda one: (-one.empty, one.shift_id))


def _why(wanted: Demand, seen: Candidates) -> str:
    if seen.stopped:
        return seen.stopped
    return TOO_FEW if seen.fitting < wanted.open else ELSEWHERE
