"""Two clocks. Business time may be shifted for a story on throw-away instances; database time never is.

Windows, soak times and due times use ``now``; leases, fences, approvals and tokens use ``db_now``.
"""

import os
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection

OFFSET_VARIABLE = "MUSTER_STORY_OFFSET_SECONDS"
MINUTE_VARIABLE = "MUSTER_STORY_MINUTE_SECONDS"


class NotThrowAway(RuntimeError):
    """A story offset was asked for on an instance that is not a replay or a test."""


def db_now() -> datetime:
    """Return the database server's clock, in UTC, moving on inside a transaction too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        row = cursor.fetchone()
    moment: datetime = row[0]
    return moment.astimezone(UTC)


def now() -> datetime:
    """Return business time, in UTC: database time plus the story offset of a throw-away instance."""
    return db_now() + story_offset()


def story_offset() -> timedelta:
    """Return how far the story runs ahead of the real clock; zero everywhere but in replays."""
    return timedelta(seconds=_told(OFFSET_VARIABLE, "0"))


def story_minute() -> float:
    """Return how many seconds a minute of a plan (soak, feedback) lasts: sixty everywhere but in replays."""
    return _told(MINUTE_VARIABLE, "60")


def _told(variable: str, usual: str) -> float:
    seconds = os.environ.get(variable, usual)
    if seconds != usual and not getattr(settings, "MUSTER_THROW_AWAY", False):
        raise NotThrowAway(f"{variable} is set, but this instance is not a throw-away one")
    return float(seconds)
