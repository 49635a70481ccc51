"""When the goal will fall if gifts go on as they came lately, and between which minutes in four cases of five.

Pure rules. Gifts are taken as chance arrivals of uneven amounts: the rate of the last while is itself uncertain,
and so is what the coming minutes bring. It knows nothing of a speech that is still to come.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from muster.drives.counting import Step

# Four cases of five lie within this many deviations.
SPREAD: Final = 1.2816
FEWEST: Final = 5  # gifts; of fewer nothing is foretold
LEAST_LOOK: Final = 10  # minutes
FURTHEST: Final = 7 * 24 * 60  # minutes


@dataclass(frozen=True, slots=True)
class Forecast:
    """Minutes from now. ``late`` is nothing where the goal may not fall at all at such a pace."""

    middle: int
    soon: int
    late: int | None
    # What will have come in at the end, at least and at most in four cases of five.
    at_end: tuple[int, int] | None = None
    per_minute: float = 0.0


def look_back(elapsed: int) -> int:
    """Over how many minutes the pace is taken: a quarter of what passed, ten at least."""
    return max(1, min(elapsed, max(LEAST_LOOK, elapsed // 4)))


def foretell(
    steps: Sequence[Step], *, elapsed: int, missing: int, left: int | None = None
) -> Forecast | None:
    """From what came in each minute so far; nothing where too little came to say anything."""
    window = look_back(elapsed)
    recent = [one for one in steps if elapsed - window <= one.place <= elapsed]
    gifts, money = sum(one.gifts for one in recent), sum(one.online for one in recent)
    if missing <= 0 or gifts < FEWEST or money <= 0:
        return None
    rate, spread = money / window, sum(one.squares for one in recent) / window

    def between(minutes: float) -> tuple[float, float]:
        off = SPREAD * math.sqrt(spread * minutes + minutes * minutes * spread / window)
        return rate * minutes - off, rate * minutes + off

    return Forecast(
        middle=math.ceil(missing / rate),
        soon=_first(lambda minutes: between(minutes)[1] >= missing, missing / rate) or 1,
        late=_first(lambda minutes: between(minutes)[0] >= missing, FURTHEST),
        at_end=(max(0, round(between(left)[0])), round(between(left)[1])) if left else None,
        per_minute=rate,
    )


def _first(holds: Callable[[float], bool], furthest: float) -> int | None:
    """The first whole minute for which something holds that goes on holding; nothing within reach is nothing."""
    low, high = 0, math.ceil(min(furthest, FURTHEST))
    if not holds(high):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high
