"""The hours in which a team works, and how much of them lies between two moments. Pure.

A stretch is told in minutes of a local day, and is as long as it really lasts: the day that loses an hour has
less work in it, the day that gains one has more. Whatever is open twice, or never, is counted once, or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any, Final
from zoneinfo import ZoneInfo

from muster.places import holidays

DAY: Final = 24 * 60
# Whoever is open so seldom that nothing comes of a promise within five years has not promised anything.
FURTHEST: Final = timedelta(days=5 * 366)
# Monday to Friday, nine to five.
OFFICE: Final = (((540, 1020),),) * 5 + ((), ())

Stretch = tuple[int, int]


class Malformed(ValueError):
    """These are not the hours of a week."""


@dataclass(frozen=True, slots=True)
class Hours:
    """Stretches of each weekday, Monday first, in one zone; closed on holidays of ``countries`` and on ``days``."""

    zone: str
    week: tuple[tuple[Stretch, ...], ...]
    countries: tuple[str, ...] = ()
    days: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        """Refuse a week without a single open minute, and stretches that overlap or leave their day."""
        if len(self.week) != 7 or not any(self.week):
            raise Malformed("a week has seven days, and one of them is open")
        for stretches in self.week:
            if any(not 0 <= start < end <= DAY for start, end in stretches):
                raise Malformed("a stretch begins before it ends, within its day")
            if any(before[1] > after[0] for before, after in pairwise(stretches)):
                raise Malformed("one stretch ends before the next begins")

    def closed_on(self, day: date) -> bool:
        """Tell whether a local day is free, whatever its weekday says."""
        return day in self.days or any(holidays.is_holiday(one, day) for one in self.countries)

    def after(self, asked_at: datetime, work: timedelta) -> datetime:
        """Return the moment at which so much of these hours has passed since ``asked_at``."""
        left = work
        for start, end in self.open_from(asked_at, asked_at + FURTHEST):
            if end - start >= left:
                return start + left
            left -= end - start
        return asked_at + FURTHEST

    def worked(self, since: datetime, until: datetime) -> timedelta:
        """Return how much of these hours lies between two moments."""
        return sum((end - start for start, end in self.open_from(since, until)), timedelta())

    def open_from(self, since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield what is open between two moments, in order, in UTC, cut at both."""
        zone = ZoneInfo(self.zone)
        day, last = since.astimezone(zone).date(), until.astimezone(zone).date()
        while day <= last:
            if not self.closed_on(day):
                for start, end in self.week[day.weekday()]:
                    opens = max(_instant(day, start, zone), since)
                    closes = min(_instant(day, end, zone), until)
                    if opens < closes:
                        yield opens.astimezone(UTC), closes.astimezone(UTC)
            day += timedelta(days=1)


def read(kept: Mapping[str, Any]) -> Hours | None:
    """Read hours as a row keeps them; nothing kept is all hours of all days."""
    if not kept:
        return None
    return Hours(
        zone=kept["zone"],
        week=tuple(tuple((start, end) for start, end in day) for day in kept["week"]),
        countries=tuple(kept.get("countries", ())),
        days=frozenset(date.fromisoformat(one) for one in kept.get("days", ())),
    )


def kept(hours: Hours | None) -> dict[str, Any]:
    """Return hours as a row keeps them."""
    if hours is None:
        return {}
    return {
        "zone": hours.zone,
        "week": [[list(one) for one in day] for day in hours.week],
        "countries": list(hours.countries),
        "days": sorted(one.isoformat() for one in hours.days),
    }


def spelt(stretches: Sequence[Stretch]) -> str:
    """Write the stretches of a day as people do: “09:00–12:00, 13:00–17:30”."""
    return ", ".join(f"{_spelt(start)}–{_spelt(end)}" for start, end in stretches)


def parse(words: str) -> tuple[Stretch, ...]:
    """Read the stretches of a day as people write them, or raise ``Malformed``; nothing is a free day."""
    found = []
    for one in words.replace("—", "–").replace("-", "–").replace(";", ",").split(","):
        if one.strip():
            start, dash, end = one.partition("–")
            if not dash:
                raise Malformed(one.strip())
            found.append((_minute(start), _minute(end)))
    return tuple(sorted(found))


def _spelt(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _minute(words: str) -> int:
    hour, _colon, minute = words.strip().replace(".", ":").partition(":")
    if not (hour.isascii() and hour.isdigit() and (not minute or len(minute) == 2)):
        raise Malformed(words.strip())
    if minute and not (minute.isascii() and minute.isdigit() and int(minute) < 60):
        raise Malformed(words.strip())
    found = int(hour) * 60 + int(minute or 0)
    if found > DAY:
        raise Malformed(words.strip())
    return found


def _instant(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """The moment of a local time: the first of two, and where clocks leap over it, the leap itself."""
    local = datetime.combine(day, time()) + timedelta(minutes=minute)
    first = local.replace(tzinfo=zone).astimezone(UTC)
    if first.astimezone(zone).replace(tzinfo=None) == local:
        return first
    low, high = sorted((first, local.replace(tzinfo=zone, fold=1).astimezone(UTC)))
    summer = high.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low).total_seconds() // 2)
        low, high = (
            (low, middle) if middle.astimezone(zone).utcoffset() == summer else (middle, high)
        )
    return high
