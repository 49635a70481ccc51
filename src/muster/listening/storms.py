"""When counts leave what is usual, and when that is one storm: causal, step by step, over any series of counts."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from muster.listening.normal import HOUR, Normal, Series, normal

# Fewer posts than this are no storm, however quiet it is otherwise.
LEAST: Final = 10
# A storm is over once it was calm for so long; what comes before that is the same one.
CALM: Final = 6 * HOUR

# We look at single steps for what breaks out, and at these together for what swells where little is said.
TOGETHER: Final = (HOUR // 4, HOUR)

Marks = npt.NDArray[np.bool_]


def beyond(series: Series, usual: Normal | None, first: int = 0) -> Marks:
    """Tell at which steps from ``first`` on the counts are beyond what is usual; nobody knows it of a gap."""
    values = series.values[first:]
    if usual is None:
        return np.zeros(len(values), dtype=bool)
    return (values >= LEAST) & (values > usual.beyond(series.times[first:]))


def lengths(step: int) -> list[int]:
    """In how many steps at once we look, the shortest first."""
    return sorted({1, *(max(1, seconds // step) for seconds in TOGETHER)})


def walk(series: Series, since: int = 0) -> Marks:
    """Judge a series from step ``since`` on as it would have been judged while it came in, by every length."""
    marks = np.zeros(len(series.values), dtype=bool)
    for length in lengths(series.step):
        marks |= _walk(series.summed(length), since)
    return marks


def _walk(series: Series, since: int) -> Marks:
    """Each hour is judged by what lay before it."""
    marks = np.zeros(len(series.values), dtype=bool)
    each = max(1, HOUR // series.step)
    for first in range(since // each * each, len(marks), each):
        ahead = Series(series.start, series.step, series.values[: first + each])
        if (ahead.values[first:] >= LEAST).any():
            marks[first : first + each] = beyond(ahead, normal(series.until(first)), first)
    return marks


def begins(marks: Marks, step: int) -> list[int]:
    """Return the steps at which a storm begins: each storm is one, however long it lasts."""
    over = np.flatnonzero(marks)
    fresh = np.diff(over, prepend=-(10**9)) * step > CALM
    return [int(one) for one in over[fresh]]
