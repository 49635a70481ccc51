"""Whether the links of a release are watched, how many did not work, and whether the watcher is alive."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db.models import Count, Q

from muster.delivery.documents import DocumentBody
from muster.delivery.gates import metrics
from muster.delivery.gates.metrics import Metric
from muster.delivery.models import LinkCheck, Release
from muster.kit import clock

# A watcher that got no answer at all for so long is dead, and with it what it would have seen (W4).
ALIVE: Final = timedelta(minutes=5)


def checkable(links: Iterable[str]) -> list[str]:
    """The links everybody gets alike."""
    return [one for one in links if one.startswith("https://") and "{" not in one]


def in_force(release: Release, body: DocumentBody) -> bool:
    """Whether this installation looks at links, and this message has some."""
    watching = settings.MUSTER_LINK_CHECK and release.mode == "live"
    return bool(watching and checkable(body.links))


def metrics_of(release: Release, body: DocumentBody) -> tuple[Metric, ...]:
    """Every metric in force for a release; α is shared among them."""
    return metrics.in_force(release.channel, links=in_force(release, body))


def counted(release: Release, since: datetime | None) -> tuple[int, int]:
    """How many looks found a server in trouble, of how many that were answered."""
    looks = LinkCheck.objects.filter(release=release, status__gt=0)
    if since is not None:
        looks = looks.filter(at__gt=since)
    found = looks.aggregate(broken=Count("id", filter=Q(status__gte=500)), all=Count("id"))
    return found["broken"], found["all"]


def alive(release: Release) -> bool:
    """Whether any link answered lately."""
    since = clock.db_now() - ALIVE
    return LinkCheck.objects.filter(release=release, status__gt=0, at__gt=since).exists()
