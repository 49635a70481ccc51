"""When a broadcast leaves and in which steps: moments and parts of the document, no database.

A time is one moment, fixed when it is written: clocks that go back cannot make it come twice (T6).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from muster.delivery.gates import plan as plans

if TYPE_CHECKING:
    from muster.broadcasts.models import Broadcast
    from muster.delivery.documents import DocumentBody
    from muster.delivery.gates.plan import Plan

# Hours after the release; D11.
NOT_AFTER_HOURS: Final = {"email": 24, "sms": 4}
LONGEST_HOURS: Final = 168
# Quiet hours of a channel unless the author writes others (D10).
WINDOW: Final = {"sms": (time(8), time(21))}
# How long one approval holds, and how long a round waits for it (A11).
APPROVAL: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Moment:
    """A local time as the one moment it is; how the clocks of that day bent it."""

    at: datetime
    bent: str = ""


class NoSuchZone(ValueError):
    """There is no time zone of that name."""


def instant(local: datetime, zone: str) -> Moment:
    """The moment a wall clock in ``zone`` shows ``local``, once, whatever that day’s clocks do.

    An hour that comes twice means its first time; one that is skipped means as much later.
    """
    try:
        info = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise NoSuchZone(zone) from error
    first = local.replace(tzinfo=info, fold=0)
    at = first.astimezone(UTC)
    if at.astimezone(info).replace(tzinfo=None) != local.replace(fold=0):
        return Moment(at, "skipped")
    second = local.replace(tzinfo=info, fold=1)
    return Moment(at, "twice" if second.utcoffset() != first.utcoffset() else "")


def window(broadcast: Broadcast) -> tuple[time, time] | None:
    """The hours of the day it may arrive in, where its reader lives; None is any hour."""
    if broadcast.window_from is not None and broadcast.window_to is not None:
        return broadcast.window_from, broadcast.window_to
    return WINDOW.get(broadcast.channel)


def not_after_hours(broadcast: Broadcast) -> int:
    return broadcast.not_after_hours or NOT_AFTER_HOURS.get(broadcast.channel, 24)


def window_ends(broadcast: Broadcast) -> datetime | None:
    """When a broadcast that starts at a time is over; no approval holds longer (A11)."""
    if broadcast.not_before is None:
        return None
    return broadcast.not_before + timedelta(hours=not_after_hours(broadcast))


def plan_of(broadcast: Broadcast, size: int) -> Plan:
    """The steps it leaves in."""
    if broadcast.plan == broadcast.Plan.AT_ONCE:
        return plans.all_at_once()
    return plans.default_plan(size, broadcast.channel, broadcast.mode)


def spares_waves(body: DocumentBody) -> bool:
    """Whether it leaves all at once although so many people would have been reached in steps (A7)."""
    return not body.waves and bool(plans.default_plan(body.size, body.channel, body.mode).waves)


def parts(broadcast: Broadcast, size: int) -> dict[str, Any]:
    """What the document says of all this (A2)."""
    hours = window(broadcast)
    starts_itself = broadcast.start != broadcast.Start.HAND
    return {
        "start": "approved" if starts_itself else "hand",
        "not_before": broadcast.not_before.isoformat() if broadcast.not_before else None,
        "window_from": f"{hours[0]:%H:%M}" if hours else None,
        "window_to": f"{hours[1]:%H:%M}" if hours else None,
        "not_after_hours": not_after_hours(broadcast),
        **plan_of(broadcast, size).parts(),
    }
