"""What somebody who asks now may choose and expect: our promise, how we did lately, whether it can be kept.

For the public form, so it counts everybody’s waits and names nobody’s.
"""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, Q

from muster.inbox import promises
from muster.inbox.models import Topic, Wait
from muster.kit.scope import Scope, entered

LATELY: Final = timedelta(days=7)
# Fewer answers than this say nothing about the next one.
ENOUGH: Final = 5
_LOOKED_AT: Final = 500


@dataclass(frozen=True, slots=True)
class Expectation:
    """``due`` is told where only some hours count; ``usual`` is the median of seven days, if enough was answered."""

    promised: timedelta
    due: datetime | None
    zone: str
    usual: timedelta | None
    crowded: bool


def expectation(*, at: datetime) -> Expectation:
    """Return what we can honestly say to somebody who asks at that moment."""
    with entered(Scope.EVERYONE):
        promise = promises.house().answer
        due = promise.due(at)
        # Of a night or a weekend nobody can tell what “within four hours” means; a moment is plain.
        told, zone = (due, promise.hours.zone) if promise.hours else (None, "")
        return Expectation(promise.within, told, zone, _usual(at), _crowded(due - at, at))


def topics() -> list[tuple[int, str]]:
    """Return what one may ask about, by number and name, in the order staff gave it."""
    offered = Topic.objects.filter(offered=True).order_by("place", "name", "id")
    return list(offered.values_list("id", "name"))


def _usual(at: datetime) -> timedelta | None:
    answered = Wait.objects.filter(ending=Wait.Ending.ANSWERED, ended_at__gt=at - LATELY)
    lasted = [
        (ended - asked).total_seconds()
        for asked, ended in answered.order_by("-ended_at").values_list("asked_at", "ended_at")[
            :_LOOKED_AT
        ]
        if ended is not None
    ]
    return timedelta(seconds=statistics.median(lasted)) if len(lasted) >= ENOUGH else None


def _crowded(within: timedelta, at: datetime) -> bool:
    """Whether more wait than we answer in the time we promise, and the promise is being broken already."""
    running = Wait.objects.filter(ended_at=None).aggregate(
        waiting=Count("id"), late=Count("id", filter=Q(due_at__lt=at))
    )
    lately = Wait.objects.filter(ending=Wait.Ending.ANSWERED, ended_at__gt=at - LATELY)
    able = lately.count() * (within / LATELY)
    return bool(running["late"]) and running["waiting"] > able
