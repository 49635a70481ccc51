"""Is what websites send taken in? Asked by ``muster check`` and the page of settings and health."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from muster.kit import clock, health

NAME: Final = "sources: tracking"
LONGEST: Final = timedelta(minutes=3)


def taken_in() -> health.Finding:
    """Tell whether workers keep up with the tracking calls that were acknowledged."""
    from muster.sources import queries

    since = queries.waiting_since()
    waited = clock.now() - since if since is not None else timedelta()
    seconds = max(0, round(waited.total_seconds()))
    return health.Finding(
        NAME,
        ok=waited < LONGEST,
        words=f"The oldest tracking call waits for {seconds} s." if since else "No call waits.",
        fix="Start a worker: muster worker. What waits is stored and nothing of it is lost.",
        blocking=False,
    )
