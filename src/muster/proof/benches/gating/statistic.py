"""Table W7 again: the test alone, fed at once, looked at after every event (T15).

E only rises when something happens, so between events there is nothing to look at.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from muster.delivery.gates import evidence

LEVEL: Final = 0.0025
NEAR: Final = 0.20


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the table: a usual rate, a true one, and what the handbook measured."""

    name: str
    p0: float
    rate: float
    people: int
    median: int = 0
    p95: int = 0

    @property
    def healthy(self) -> bool:
        return self.rate <= self.p0


TABLE: Final = (
    Line(name="complaint_0.1", p0=0.001, rate=0.001, people=100_000),
    Line(name="complaint_0.3", p0=0.001, rate=0.003, people=100_000, median=5_293, p95=13_151),
    Line(name="complaint_1", p0=0.001, rate=0.01, people=30_000, median=450, p95=1_283),
    Line(name="bounce_2", p0=0.02, rate=0.02, people=30_000),
    Line(name="bounce_5", p0=0.02, rate=0.05, people=30_000, median=433, p95=996),
    Line(name="bounce_10", p0=0.02, rate=0.10, people=30_000, median=82, p95=200),
    Line(name="unsubscribe_0.5", p0=0.005, rate=0.005, people=50_000),
    Line(name="unsubscribe_1.5", p0=0.005, rate=0.015, people=30_000, median=1_059, p95=2_577),
    Line(name="unsubscribe_5", p0=0.005, rate=0.05, people=30_000, median=91, p95=246),
    Line(name="replies_0.55", p0=0.001, rate=0.0055, people=100_000, median=1_310, p95=3_682),
)


def played(line: Line, runs: int, chance: random.Random) -> dict[str, Any]:
    """How many of ``runs`` broadcasts halted, and after how many people."""
    halted = sorted(one for _run in range(runs) if (one := _one(line, chance)) is not None)
    found: dict[str, Any] = {"halts_percent": round(100 * len(halted) / runs, 3)}
    if not line.healthy:
        found |= {"median": at(halted, 0.5), "p95": at(halted, 0.95)}
        found["near"] = len(halted) == runs and all(
            abs(found[name] - told) <= NEAR * told
            for name, told in (("median", line.median), ("p95", line.p95))
        )
    else:
        # α is the promise; a sample of so many runs may lie two deviations above it.
        noise = 2 * math.sqrt(LEVEL * (1 - LEVEL) / runs)
        found["near"] = len(halted) / runs <= LEVEL + noise
    return found


def at(ordered: Sequence[int], share: float) -> int:
    """The value below which ``share`` of them lie; 0 of none."""
    return ordered[min(len(ordered) - 1, math.ceil(share * len(ordered)) - 1)] if ordered else 0


def _one(line: Line, chance: random.Random) -> int | None:
    x = n = 0
    gap = 1 / math.log1p(-line.rate)
    while True:
        n += 1 + int(math.log(1.0 - chance.random()) * gap)
        x += 1
        if n > line.people:
            return None
        if evidence.crossed(x, n, line.p0, LEVEL):
            return n
