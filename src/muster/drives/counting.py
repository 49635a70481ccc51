"""What came in, as the ledger sums it now: online and in cash apart, gifts and people counted, parts rolled up.

Nothing of this is kept. The functions of migration 0002 sum by purpose, so that anyone may ask.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from django.db import connection

from muster.drives.models import Drive

DEEPEST: Final = 5


@dataclass(frozen=True, slots=True)
class Count:
    """Minor units of one currency. ``online`` is what the goal is measured by; the hat stands beside it."""

    online: int = 0
    cash: int = 0
    gifts: int = 0
    people: int = 0
    last_at: datetime | None = None
    # The same for each purpose that has anything.
    parts: dict[str, Count] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """One gift as anybody may read it: without a name unless that was shown."""

    entry: int
    minor: int
    at: datetime
    name: str
    way: str


@dataclass(frozen=True, slots=True)
class Step:
    """What came within one step of time."""

    place: int
    online: int
    cash: int
    gifts: int
    # Of the gifts, each amount times itself: what a forecast knows about their spread.
    squares: float


def family(drive: Drive) -> list[Drive]:
    """The drive itself and everything that is part of it."""
    found, level = [drive], [drive.pk]
    for _step in range(DEEPEST):
        children = list(Drive.objects.filter(parent__in=level).order_by("title", "id"))
        if not children:
            break
        found += children
        level = [one.pk for one in children]
    return found


def purposes(drive: Drive) -> list[str]:
    """Under what the ledger knows all of its money."""
    return [one.purpose for one in family(drive)]


def count(asked: Sequence[str], currency: str) -> Count:
    """The sum of some purposes, and of each of them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM drives_count(%s::text[], %s)", [list(asked), currency])
        rows = cursor.fetchall()
    parts = {row[0]: Count(*row[1:]) for row in rows if row[0] is not None}
    whole = next((row for row in rows if row[0] is None), None)
    return replace(Count(*whole[1:]), parts=parts) if whole else Count()


def latest(asked: Sequence[str], currency: str, most: int) -> list[Line]:
    """The latest gifts that came online and stand whole, newest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM drives_latest(%s::text[], %s, %s)", [list(asked), currency, most]
        )
        return [Line(*row) for row in cursor.fetchall()]


def series(asked: Sequence[str], currency: str, since: datetime, step: timedelta) -> list[Step]:
    """What came in each step of time since a moment; a step in which nothing came is left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM drives_series(%s::text[], %s, %s, %s)",
            [list(asked), currency, since, int(step.total_seconds())],
        )
        return [Step(row[0], row[1], row[2], row[3], float(row[4])) for row in cursor.fetchall()]


def reached(asked: Sequence[str], currency: str, minor: int) -> datetime | None:
    """When so much had come online for the first time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT drives_reached(%s::text[], %s, %s)", [list(asked), currency, minor])
        found: datetime | None = cursor.fetchone()[0]
    return found


def worth(asked: Sequence[str], currency: str) -> dict[int, int]:
    """What is left of each gift, by the number of its entry."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM drives_worth(%s::text[], %s)", [list(asked), currency])
        return dict(cursor.fetchall())
