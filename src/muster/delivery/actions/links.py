"""Looks at the links of what is being sent, once a minute each, and keeps what they answered (W6).

Only whole links that stand in the document: what differs from person to person is nobody’s to open.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from muster.delivery.actions import waves
from muster.delivery.gates import counting, linking
from muster.delivery.models import LinkCheck, Release
from muster.kit import clock, http

EVERY: Final = timedelta(minutes=1)
MOST: Final = 20


def look(now: datetime, *, door: http.Door = http.OUTSIDE) -> int:
    """Look at every link that is due; how many those were."""
    done = 0
    for release in waves.unfinished():
        body = counting.body_of(release)
        if linking.in_force(release, body) and _due(release, now):
            done += _look_at(release, linking.checkable(body.links)[:MOST], door)
    return done


def _due(release: Release, now: datetime) -> bool:
    begun = release.not_before is None or release.not_before <= now
    lately = LinkCheck.objects.filter(release=release, at__gt=clock.db_now() - EVERY)
    return begun and not lately.exists()


def _look_at(release: Release, links: Iterable[str], door: http.Door) -> int:
    # Asked outside of any transaction: a page that takes its time must hold up nothing else.
    found = [(url, _status(url, door)) for url in links]
    LinkCheck.objects.bulk_create(
        LinkCheck(release=release, url=url[:500], status=status, at=clock.db_now())
        for url, status in found
    )
    return len(found)


def _status(url: str, door: http.Door) -> int:
    try:
        return min(http.status(url, door=door), 999)
    except http.NotAllowed:
        return 0
