"""Weeks begin on Monday at midnight, by the clock of the organisation. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def monday(at: datetime, zone: str) -> date:
    """The Monday of the week a moment lies in."""
    day = at.astimezone(ZoneInfo(zone)).date()
    return day - timedelta(days=day.weekday())


def begins(monday: date, zone: str) -> datetime:
    """The moment a week begins."""
    return datetime.combine(monday, time(), ZoneInfo(zone)).astimezone(UTC)


def starts(mondays: list[date], zone: str) -> list[datetime]:
    """The moments some weeks begin, and the moment after the last of them."""
    after = mondays[-1] + timedelta(weeks=1)
    return [begins(one, zone) for one in [*mondays, after]]
