"""What is usual for a topic at an hour of the week, how far ordinary days stray from it, and what is beyond them.

Pure and causal: it is told only what lay before the moment it judges. A gap is ``nan``: neither nought nor usual.
The few numbers below are the whole of it; docs/listening.md says what each was weighed against.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

HOUR: Final = 3_600
DAY: Final = 24 * HOUR
WEEK: Final = 7 * DAY
# So far back we look: four of each hour of the week, and a topic that grows is followed within a month.
MEMORY: Final = 4 * WEEK
# Three of each hour of the week make a median; before that each hour of the day, and before that one level.
WEEKLY: Final = 3 * WEEK
DAILY: Final = 3 * DAY
# The top of ordinary days: one in two hundred buckets of a fortnight, which a storm of an hour does not lift.
FORTNIGHT: Final = 14 * DAY
TOP: Final = 0.995
# By chance alone that top lies so many spreads above the usual, and hardly anything ever beyond six.
CHANCE_TOP: Final = 2.6
CHANCE: Final = 6.0
# What is beyond: those six, and so many times what ordinary days stray more than by chance …
TIMES: Final = 4.5
# (but two and a half times the usual at least: a feast, a good day and half as much again are no storm) …
LEAST_TIMES: Final = 2.5
# … twice as far while not even a day is known, and nothing at all is said before two hours are.
YOUNG: Final = 2.0
LEAST_KNOWN: Final = 2 * HOUR

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Series:
    """Counts in steps of ``step`` seconds from ``start`` (seconds since 1970); ``nan`` where nobody could hear."""

    start: int
    step: int
    values: Floats

    @property
    def times(self) -> npt.NDArray[np.int64]:
        """When each step begins."""
        return self.start + self.step * np.arange(len(self.values), dtype=np.int64)

    def until(self, index: int) -> Series:
        """Return what lay before ``index``, as far back as we look."""
        first = max(0, index - MEMORY // self.step)
        return Series(self.start + first * self.step, self.step, self.values[first:index])

    def summed(self, steps: int) -> Series:
        """Return what came in the last ``steps`` steps together, at each of them; a gap in them is a gap."""
        known = np.nan_to_num(self.values)
        sums = np.convolve(known, np.ones(steps))[: len(known)]
        holes = np.convolve(np.isnan(self.values), np.ones(steps))[: len(known)] > 0
        holes[: steps - 1] = True
        return Series(self.start, self.step, np.where(holes, np.nan, sums))


@dataclass(frozen=True, slots=True)
class Normal:
    """What is expected at each hour of a day or week, the spread there, and the two heights above it."""

    expected: Floats
    spread: Floats
    # Both in spreads above what is expected: the top of ordinary days, and what is beyond them.
    top: float
    limit: float

    def usual(self, times: npt.NDArray[np.int64]) -> Floats:
        """Return what is expected then."""
        return self.expected[self._hours(times)]

    def high(self, times: npt.NDArray[np.int64]) -> Floats:
        """Return how high ordinary days go."""
        at = self._hours(times)
        return self.expected[at] + max(self.top, 1.0) * self.spread[at]

    def beyond(self, times: npt.NDArray[np.int64]) -> Floats:
        """Return the height above which it is no ordinary day."""
        at = self._hours(times)
        expected = self.expected[at]
        beyond: Floats = np.maximum(expected + self.limit * self.spread[at], LEAST_TIMES * expected)
        return beyond

    def _hours(self, times: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        hours: npt.NDArray[np.int64] = times // HOUR % len(self.expected)
        return hours


def normal(past: Series) -> Normal | None:
    """Learn from the past, or say that it is too short."""
    known = np.isfinite(past.values)
    times, values = past.times[known], past.values[known]
    length = len(values) * past.step
    if length < LEAST_KNOWN:
        return None
    expected = _profile(times, values, _period(length))
    usual = expected[times // HOUR % len(expected)]
    # How much more than by chance it strays, over all hours alike: of a single hour too little is known.
    strays = np.abs(values - usual) / np.sqrt(np.maximum(usual, 1))
    more = max(1.0, 1.4826 * float(np.median(strays)))
    spread = more * np.sqrt(np.maximum(expected, 1))
    lately = slice(-(FORTNIGHT // past.step), None)
    excess = (values[lately] - usual[lately]) / spread[times[lately] // HOUR % len(expected)]
    top = float(np.quantile(excess, TOP))
    limit = CHANCE + TIMES * max(0.0, top - CHANCE_TOP)
    return Normal(expected, spread, top, limit * (YOUNG if length < DAY else 1))


def _period(length: int) -> int:
    """How many hours it takes until an hour like this comes again, by how much is known."""
    if length >= WEEKLY:
        return 168
    return 24 if length >= DAILY else 1


def _profile(times: npt.NDArray[np.int64], values: Floats, period: int) -> Floats:
    """The middle of each hour of the period, its neighbours counted in; an hour never seen takes the middle of all."""
    whole = float(np.median(values))
    if period == 1:
        return np.array([whole])
    hours = times // HOUR % period
    counts = np.bincount(hours, minlength=period)
    order = np.argsort(hours, kind="stable")
    place = np.arange(len(values)) - np.repeat(np.cumsum(counts) - counts, counts)
    table = np.full((period, int(counts.max())), np.nan)
    table[hours[order], place] = values[order]
    wide = np.concatenate([np.roll(table, 1, 0), table, np.roll(table, -1, 0)], axis=1)
    return _middles(wide, whole)


def _middles(table: Floats, otherwise: float) -> Floats:
    """The median of each row over what is known in it."""
    ordered = np.sort(table, axis=1)
    known = np.isfinite(ordered).sum(axis=1)
    rows = np.arange(len(table))
    low, high = np.maximum(known - 1, 0) // 2, np.minimum(known // 2, table.shape[1] - 1)
    middle = (ordered[rows, low] + ordered[rows, high]) / 2
    return np.where(known > 0, middle, otherwise)
