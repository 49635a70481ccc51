"""How a team’s sum becomes a score that is fair to large and tiny ones. Pure; said in words on the page.

Per head, and drawn towards the mean of the league as if some usual members stood beside the team:
(sum + k · mean) / (n + k). One lucky day of three people wins no week.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Sum(NamedTuple):
    """What a team came to: so many points by so many heads."""

    points: float
    heads: int

    @property
    def each(self) -> float:
        """Per head; nothing where there was nobody."""
        return self.points / self.heads if self.heads else 0.0


def mean(sums: Mapping[int, Sum]) -> float:
    """Points per head of a whole league."""
    heads = sum(one.heads for one in sums.values())
    return sum(one.points for one in sums.values()) / heads if heads else 0.0


def steady(one: Sum, mean: float, steadying: int) -> float:
    """A score drawn towards the mean, the more the smaller the team."""
    beside = one.heads + steadying
    return (one.points + steadying * mean) / beside if beside else 0.0


def ranked(sums: Mapping[int, Sum], steadying: int) -> list[tuple[int, float]]:
    """Teams with their score, the best first; equal scores by more heads, then by the older team."""
    middle = mean(sums)
    scored = [(number, steady(one, middle, steadying)) for number, one in sums.items()]
    return sorted(scored, key=lambda row: (-round(row[1], 9), -sums[row[0]].heads, row[0]))
