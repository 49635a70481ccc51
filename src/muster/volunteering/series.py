"""Times of a shift from what somebody says: a day, a clock, how long, for how many weeks. Pure.

Every week it is the same time by the clocks of the place, also across the days on which they are put forward or
back. A time that the clocks skip is the moment just after the gap; one they show twice is the first.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

MOST_WEEKS: Final = 52
Span = tuple[datetime, datetime]


def weekly(first: date, starts: time, ends: time, *, zone: str, weeks: int = 1) -> list[Span]:
    """The same stretch of time once a week; one that ends by the clock before it starts ends the next day."""
    over = timedelta(days=1) if ends <= starts else timedelta()
    days = [first + timedelta(weeks=week) for week in range(weeks)]
    return [
        (
            moment(day, starts, zone),
            _later(moment(day, starts, zone), moment(day + over, ends, zone)),
        )
        for day in days
    ]


def moment(day: date, clock: time, zone: str) -> datetime:
    """The moment at which the clocks of a zone show this, in UTC."""
    told = datetime.combine(day, clock, ZoneInfo(zone))
    return told.astimezone(UTC)


def _later(starts: datetime, ends: datetime) -> datetime:
    """Where the clocks skip the whole shift, it still takes the hour they skip."""
    return ends if ends > starts else starts + timedelta(hours=1)
