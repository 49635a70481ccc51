"""How fast a correction is: from the decision to the first message accepted (C3).

In training and in team mode every correction is practice; the target is the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Min

from muster.broadcasts.models import Broadcast
from muster.delivery.models import Outcome

TARGET: Final = timedelta(minutes=5)
# How long after the last run it is time for another one.
EVERY: Final = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Run:
    """One correction: when somebody decided on it, and when the first of it was accepted."""

    broadcast: Broadcast
    decided_at: datetime
    first_accept: datetime | None

    @property
    def took(self) -> timedelta | None:
        return self.first_accept - self.decided_at if self.first_accept else None

    @property
    def in_time(self) -> bool:
        return self.took is not None and self.took <= TARGET


def runs(*, most: int = 24) -> list[Run]:
    """The newest corrections with their times, both by the clock of the database."""
    found = Broadcast.objects.filter(aim=Broadcast.Aim.REACHED, cancelled_at=None)
    found = found.select_related("corrects", "author").annotate(decided_at=Min("edits__at"))
    newest = [one for one in found.order_by("-id")[:most] if one.decided_at is not None]
    first = Outcome.objects.filter(
        kind="accepted", release__subject__in=[one.reference for one in newest]
    )
    times = dict(first.values_list("release__subject").annotate(at=Min("at")))
    return [Run(one, one.decided_at, times.get(one.reference)) for one in newest]


def due(found: list[Run], now: datetime) -> bool:
    """Whether nobody has run one to its first accept within a month."""
    done = [one.decided_at for one in found if one.first_accept]
    return not done or now - max(done) > EVERY
