"""When the silence of a source is no longer usual: pure, from what the source itself shows."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from muster.sources.models import Source
from muster.sources.models.pulls import EVERY, Pull

# So many times its usual gap is no chance any more, and a night or a Sunday never is a stall.
TIMES: Final = 20
SHORTEST: Final = timedelta(hours=24)
LONGEST: Final = timedelta(days=14)
ENOUGH: Final = 50
FAILURES: Final = 3


def since(source: Source, pull: Pull | None, *, at: datetime) -> datetime | None:
    """Since when a source is silent that should not be; None while all is well or it is paused.

    Lists come when somebody brings them, so their silence says nothing.
    """
    if source.paused or source.kind == "csv":
        return None
    if pull is not None:
        late = pull.next_at + 2 * EVERY < at
        failing = pull.failures >= FAILURES or pull.problem in {"token", "sealed"}
        return (pull.last_at or source.created_at) if late or failing else None
    if source.last_at is None or source.taken_count < ENOUGH:
        return None
    quiet = source.last_at + patience(source)
    return source.last_at if quiet < at else None


def patience(source: Source) -> timedelta:
    """How long a source may be silent: a multiple of its usual gap, within reason."""
    if source.last_at is None:
        return LONGEST
    gap = (source.last_at - source.created_at) / max(source.taken_count, 1)
    return min(max(gap * TIMES, SHORTEST), LONGEST)
