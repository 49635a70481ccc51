"""What people talk about because we wrote to them: each broadcast on its way, and for a while after it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Max, Q

from muster.broadcasts.models import Broadcast
from muster.broadcasts.models.broadcast import id_in
from muster.delivery.models import Release
from muster.delivery.models.document import Mode
from muster.listening.known import ECHO, Known

# No broadcast is on its way for longer.
_LONGEST: Final = timedelta(days=14)


def between(since: datetime, until: datetime) -> Iterable[Known]:
    """Return every broadcast of which something left for people in that time."""
    lately = Q(parcels__finished_at__gt=since) | Q(parcels__state="claimed")
    found = (
        Release.objects.filter(
            lately, mode=Mode.LIVE, released_at__gt=since - _LONGEST, released_at__lte=until
        )
        .annotate(latest=Max("parcels__finished_at"))
        .order_by("released_at", "id")
    )
    titles = _titles(found)
    return [
        Known(one.released_at, (one.latest or until) + ECHO, titles.get(one.subject, one.subject))
        for one in found
    ]


def _titles(releases: Iterable[Release]) -> dict[str, str]:
    numbers = [number for one in releases if (number := id_in(one.subject)) is not None]
    return {one.reference: one.title for one in Broadcast.objects.filter(pk__in=numbers)}
