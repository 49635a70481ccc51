"""How many followers came or went in each hour and day, told from single counts. Pure.

Where nobody counted, nothing is said: a span without a count near its beginning and its end has no change.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

# A count this close to a moment stands for it.
NEAR: Final = timedelta(minutes=20)
Counts = Sequence[tuple[datetime, int]]


@dataclass(frozen=True, slots=True)
class Span:
    """One hour or day: how many follow at its end and how many more or fewer than at its beginning; None is unknown."""

    from_at: datetime
    until_at: datetime
    count: int | None
    change: int | None


def spans(counts: Counts, *, since: datetime, until: datetime, length: timedelta) -> list[Span]:
    """Every span of that length between two moments; ``counts`` in the order of their moments."""
    edges, at = [since], since
    while at < until:
        at += length
        edges.append(min(at, until))
    told = [_near(counts, edge) for edge in edges]
    return [
        Span(edges[n], edges[n + 1], told[n + 1], _change(told[n], told[n + 1]))
        for n in range(len(edges) - 1)
    ]


def worst(found: Sequence[Span], *, most: int = 3) -> list[Span]:
    """The spans in which most people left, the worst first."""
    lost = [one for one in found if one.change is not None and one.change < 0]
    return sorted(lost, key=lambda one: (one.change or 0, one.from_at))[:most]


def _near(counts: Counts, moment: datetime) -> int | None:
    """The count nearest to a moment, if one is near."""
    best: tuple[timedelta, int] | None = None
    for at, count in counts:
        away = abs(at - moment)
        if away <= NEAR and (best is None or away < best[0]):
            best = (away, count)
    return best[1] if best else None


def _change(before: int | None, after: int | None) -> int | None:
    return None if before is None or after is None else after - before
