"""When a window of so many days began: at a whole minute, so that an answer can be kept that long."""

from datetime import datetime, timedelta


def begin(now: datetime, days: int) -> datetime:
    """Return when a window of so many days began."""
    return now.replace(second=0, microsecond=0) - timedelta(days=days)
