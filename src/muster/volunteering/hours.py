"""A shift by the clocks of whoever might come: which minutes of which weekdays it fills."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

MIDNIGHT: Final = 1440
# Weekday (Monday 0), first minute, and the minute after the last.
Part = tuple[int, int, int]


# Python itself remembers eight zones only; a country with islands has more.
zone_of = lru_cache(maxsize=512)(ZoneInfo)


@lru_cache(maxsize=8192)
def parts(starts_at: datetime, ends_at: datetime, zone: str) -> tuple[Part, ...]:
    """The stretches of days that a time fills; one that runs over midnight has two."""
    begins, ends = (at.astimezone(zone_of(zone)) for at in (starts_at, ends_at))
    found: list[Part] = []
    day, last = begins.date(), ends.date()
    while day <= last:
        first = _minute(begins) if day == begins.date() else 0
        after = _minute(ends, up=True) if day == last else MIDNIGHT
        if after > first:
            found.append((day.weekday(), first, after))
        day += timedelta(days=1)
    return tuple(found)


@lru_cache(maxsize=8192)
def days(starts_at: datetime, ends_at: datetime, zone: str) -> tuple[date, date]:
    """The first and the last day of it; one that ends at midnight does not touch the next day."""
    info = zone_of(zone)
    last = ends_at - timedelta(microseconds=1)
    return starts_at.astimezone(info).date(), last.astimezone(info).date()


def covered(free: Iterable[Part], wanted: Iterable[Part]) -> bool:
    """Whether every stretch lies within free time; free times that touch are one."""
    known = sorted(free)
    return all(_holds(known, part) for part in wanted)


@lru_cache(maxsize=8192)
def month(at: datetime, zone: str) -> tuple[int, int]:
    """The month in which a moment lies there."""
    local = at.astimezone(zone_of(zone))
    return local.year, local.month


def length(starts_at: datetime, ends_at: datetime) -> float:
    """How many hours it takes."""
    return (ends_at - starts_at).total_seconds() / 3600


def _minute(at: datetime, *, up: bool = False) -> int:
    more = up and (at.second or at.microsecond)
    return at.hour * 60 + at.minute + (1 if more else 0)


def _holds(known: list[Part], wanted: Part) -> bool:
    weekday, need, end = wanted
    for day, first, after in known:
        # Sorted, so whatever begins too late leaves a gap that nothing later closes.
        if day == weekday and first <= need < after:
            need = after
    return need >= end
