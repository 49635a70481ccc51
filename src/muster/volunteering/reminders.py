"""When somebody is reminded of a shift, by the clocks of its place. Pure.

The day before at eleven; at eight on the day itself if they have not said that they come; half an hour before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

from muster.volunteering.series import moment

DAY_BEFORE: Final = time(11, 0)
SAME_DAY: Final = time(8, 0)
LAST_CALL: Final = timedelta(minutes=30)
# No reminder is due earlier than this before a shift: two days have at most so many hours.
LONGEST: Final = timedelta(hours=50)

Kind = Literal["day_before", "same_day", "text"]


@dataclass(frozen=True, slots=True)
class Window:
    """One reminder: due from a moment on, and no use any more from another."""

    kind: Kind
    since: datetime
    until: datetime


def windows(starts_at: datetime, zone: str) -> list[Window]:
    """The reminders of a shift. One whose hour comes after the start does not exist."""
    day = starts_at.astimezone(ZoneInfo(zone)).date()
    before = moment(day - timedelta(days=1), DAY_BEFORE, zone)
    same = moment(day, SAME_DAY, zone)
    last = starts_at - LAST_CALL
    found = [Window("day_before", before, min(max(same, before), starts_at))]
    if same < last:
        found.append(Window("same_day", same, starts_at))
    found.append(Window("text", last, starts_at))
    return found


def due(
    starts_at: datetime, zone: str, *, at: datetime, signed_up: datetime, confirmed: bool
) -> list[Kind]:
    """The reminders whose time is now. Who signed up after its hour, or has confirmed, needs fewer."""
    return [
        window.kind
        for window in windows(starts_at, zone)
        if window.since <= at < window.until
        and (window.kind == "text" or signed_up < window.since)
        and not (window.kind == "same_day" and confirmed)
    ]
