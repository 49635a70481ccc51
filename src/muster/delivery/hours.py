"""When the rest of a release may leave again, where every reader it waits for sleeps at the moment (D10)."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from muster.delivery.models import Parcel, Release


def opens(release: Release, now: datetime) -> datetime | None:
    """The first moment any of its waiting people may be written to; None if that is now."""
    if release.not_before is not None and release.not_before > now:
        return release.not_before
    if release.window_from is None or release.window_to is None:
        return None
    waiting = Parcel.objects.filter(
        release=release, state=Parcel.State.PENDING, wave__lte=release.open_wave
    )
    zones = waiting.order_by("zone").values_list("zone", flat=True).distinct()
    moments = [_opens(release, zone, now) for zone in zones]
    return min(moments) if moments and min(moments) > now else None


def _opens(release: Release, zone: str, now: datetime) -> datetime:
    begins, ends = release.window_from, release.window_to
    local = now.astimezone(_zone(zone))
    if begins is None or ends is None or _inside(local, release):
        return now
    first = local.replace(hour=begins.hour, minute=begins.minute, second=0, microsecond=0)
    return first if first > local else first + timedelta(days=1)


def _inside(local: datetime, release: Release) -> bool:
    begins, ends, at = release.window_from, release.window_to, local.time()
    if begins is None or ends is None:
        return True
    return begins <= at < ends if begins < ends else at >= begins or at < ends


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
