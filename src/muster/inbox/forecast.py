"""How many will write on the coming free days, and how many hours of people it takes to answer them. Pure.

The pattern is the median over the last weeks, block by block of a day; the sum of a day is the median of its sums,
which a single loud day does not move. A holiday is taken for a Sunday.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from muster.inbox.statistics import median

BLOCK: Final = 4
BLOCKS: Final = 24 // BLOCK
SATURDAY, SUNDAY = 6, 7
WEEKS: Final = 8
# Of fewer whole weeks nothing is forecast.
LEAST: Final = 3

Arrivals = Mapping[tuple[int, int, int], int]


@dataclass(frozen=True, slots=True)
class Day:
    """One day to come: ``blocks`` of four hours, the ``people`` of the whole day, and the holiday it is, if any."""

    day: date
    holiday: str
    blocks: tuple[float, ...]
    people: float
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Cover:
    """The free days to come; ``hours`` of people, where the usual pace is known."""

    days: tuple[Day, ...]
    weeks: int
    pace: float | None

    @property
    def people(self) -> float:
        """How many will write."""
        return sum(one.people for one in self.days)

    @property
    def hours(self) -> float | None:
        """How many hours it takes one person to answer them."""
        return self.people / self.pace if self.pace else None


def free_days(today: date, holidays: Mapping[date, str]) -> list[tuple[date, str]]:
    """Return the next Saturday and Sunday after today, and the holidays that touch them, in order."""
    saturday = today + timedelta(days=(SATURDAY - today.isoweekday()) % 7 or 7)
    found = [saturday, saturday + timedelta(days=1)]
    while found[0] - timedelta(days=1) in holidays and found[0] - timedelta(days=1) > today:
        found.insert(0, found[0] - timedelta(days=1))
    while found[-1] + timedelta(days=1) in holidays:
        found.append(found[-1] + timedelta(days=1))
    return [(day, holidays.get(day, "")) for day in found]


def cover(
    days: Sequence[tuple[date, str]], arrivals: Arrivals, *, weeks: int, pace: float | None
) -> Cover | None:
    """Forecast the free days from arrivals by (week, weekday, hour); too few weeks forecast nothing."""
    if weeks < LEAST:
        return None
    return Cover(tuple(_day(day, name, arrivals, weeks) for day, name in days), weeks, pace)


def _day(day: date, holiday: str, arrivals: Arrivals, weeks: int) -> Day:
    weekday = SUNDAY if holiday else day.isoweekday()
    counted = [
        [
            sum(arrivals.get((week, weekday, BLOCK * block + hour), 0) for hour in range(BLOCK))
            for block in range(BLOCKS)
        ]
        for week in range(weeks)
    ]
    sums = [sum(one) for one in counted]
    blocks = tuple(median([one[block] for one in counted]) or 0.0 for block in range(BLOCKS))
    return Day(day, holiday, blocks, median(sums) or 0.0, min(sums), max(sums))
