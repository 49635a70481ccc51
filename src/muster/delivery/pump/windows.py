"""When a parcel’s hours of the day end, in the zone of its people (D10)."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from muster.delivery.actions.parcels import Claimed
from muster.kit import clock


def closes(parcel: Claimed, now: datetime) -> datetime:
    """The moment the window that is open now will close; far away if there is none."""
    if parcel.window_to is None or parcel.window_from is None:
        return now + timedelta(days=365)
    try:
        zone = ZoneInfo(parcel.zone)
    except (ZoneInfoNotFoundError, ValueError):
        zone = ZoneInfo("UTC")
    local = now.astimezone(zone)
    end = local.replace(
        hour=parcel.window_to.hour, minute=parcel.window_to.minute, second=0, microsecond=0
    )
    return end if end > local else end + timedelta(days=1)


def deadline(parcel: Claimed) -> float:
    """When sending this parcel must have stopped, by ``time.monotonic`` (D10, D11).

    How long that is from now is told by the database: this computer’s clock may be wrong, or be set meanwhile (T6).
    """
    now, end = clock.now(), parcel.not_after
    if parcel.window_to is not None:
        end = min(end, closes(parcel, now))
    return time.monotonic() + (end - now).total_seconds()
