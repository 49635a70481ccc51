"""What the league changed, measured: teams in it against teams held out, with the interval that chance alone leaves.

Pure. Each team’s own change is compared (after less before), so that a strong team is no proof. The interval
comes from drawing the sides anew many times within teams of the same size, as they were drawn at the start.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Final, Literal

# With fewer teams on a side, or fewer weeks, nothing is said.
LEAST_TEAMS: Final = 4
LEAST_WEEKS: Final = 3
DRAWS: Final = 2_000
_SEED: Final = 7

Verdict = Literal["early", "more", "less", "unclear"]


@dataclass(frozen=True, slots=True)
class Change:
    """How a team changed, per head, and on which side it was drawn among teams of its size."""

    layer: int
    held_out: bool
    change: float


@dataclass(frozen=True, slots=True)
class Effect:
    """The difference of the two sides, between which bounds it lies in nineteen cases of twenty."""

    verdict: Verdict
    difference: float = 0.0
    low: float = 0.0
    high: float = 0.0
    playing: int = 0
    held_out: int = 0


def measure(changes: Sequence[Change], *, weeks: int) -> Effect:
    """What can be said after so many weeks; “early” where that is nothing yet."""
    held = sum(one.held_out for one in changes)
    playing = len(changes) - held
    if weeks < LEAST_WEEKS or min(held, playing) < LEAST_TEAMS:
        return Effect("early", playing=playing, held_out=held)
    found = _difference([one.change for one in changes], [one.held_out for one in changes])
    low, high = _interval(changes, found)
    verdict: Verdict = "more" if low > 0 else "less" if high < 0 else "unclear"
    return Effect(verdict, found, low, high, playing, held)


def _interval(changes: Sequence[Change], found: float) -> tuple[float, float]:
    """Bounds by drawing anew: how far apart the sides would lie had the league changed nothing more."""
    # What is left of each team once the difference is taken out of those that played.
    rest = [one.change - (0.0 if one.held_out else found) for one in changes]
    layers: dict[int, list[int]] = defaultdict(list)
    for at, one in enumerate(changes):
        layers[one.layer].append(at)
    draw = random.Random(_SEED)  # noqa: S311 - the same figures for everybody who looks, no secret
    drawn = sorted(_difference(rest, _redrawn(changes, layers, draw)) for _ in range(DRAWS))
    cut = DRAWS // 40
    return found - drawn[-1 - cut], found - drawn[cut]


def _redrawn(
    changes: Sequence[Change], layers: dict[int, list[int]], draw: random.Random
) -> list[bool]:
    sides = [False] * len(changes)
    for members in layers.values():
        held = sum(changes[at].held_out for at in members)
        for at in draw.sample(members, held):
            sides[at] = True
    return sides


def _difference(values: Sequence[float], held_out: Sequence[bool]) -> float:
    """The mean of those who play less the mean of those held out."""
    played = [value for value, held in zip(values, held_out, strict=True) if not held]
    left = [value for value, held in zip(values, held_out, strict=True) if held]
    return fmean(played) - fmean(left)
