"""Is what websites send taken in? Asked by ``muster check`` and the page of settings and health."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

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
        words=_waits(seconds) if since else _("No call of a website waits."),
        fix=_("Start a worker: muster worker. What waits is stored and nothing of it is lost."),
        blocking=False,
    )


def _waits(seconds: int) -> str:
    words = ngettext(
        "The oldest call of a website waits for %(n)s second.",
        "The oldest call of a website waits for %(n)s seconds.",
        seconds,
    )
    return words % {"n": seconds}
