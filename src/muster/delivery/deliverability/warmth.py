"""How warm our domain is today, read from what it sent and what came back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from django.conf import settings
from django.db import connection

from muster.delivery import documents
from muster.delivery.deliverability import warming
from muster.delivery.deliverability.warming import Day
from muster.delivery.models import Release, Snapshot, WarmDay

_CHOSEN: Final = """
SELECT lower(split_part(address, '@', 2)), count(*) FROM delivery_recipient
 WHERE snapshot_id = %s GROUP BY 1
"""
# Of whom any try was put off, and who complained, by the domain of the reader.
_WENT: Final = """
SELECT lower(split_part(n.address, '@', 2)), count(DISTINCT n.id),
       count(DISTINCT n.id) FILTER (WHERE o.kind = 'temporary'),
       count(DISTINCT n.id) FILTER (WHERE EXISTS (
           SELECT FROM delivery_receipt AS r WHERE r.recipient_id = n.id AND r.kind = 'complained'))
  FROM delivery_outcome AS o JOIN delivery_recipient AS n ON n.id = o.recipient_id
 WHERE o.release_id = ANY (%s) AND o.kind IN ('accepted', 'temporary', 'unknown') GROUP BY 1
"""


@dataclass(frozen=True, slots=True)
class Room:
    """What one family may still take today, and how many of it are chosen."""

    family: str
    chosen: int
    ceiling: int
    released: int

    @property
    def left(self) -> int:
        return max(0, self.ceiling - self.released)

    @property
    def enough(self) -> bool:
        return self.ceiling >= warming.WARM or self.chosen <= self.left


def rooms(domain: str, snapshot: Snapshot, *, at: datetime) -> list[Room]:
    """Every family in the snapshot, with what it may still take today."""
    went, warm = _Went(domain), domain in warm_already()
    return [
        _room(domain, family, number, today=day_of(at), went=went, warm=warm)
        for family, number in sorted(chosen(snapshot).items())
    ]


def chosen(snapshot: Snapshot) -> Mapping[str, int]:
    """How many people of each family are in a snapshot."""
    counts: Counter[str] = Counter()
    for domain, number in _rows(_CHOSEN, [snapshot.pk]):
        counts[warming.family(domain)] += number
    return counts


def warm_already() -> set[str]:
    """Domains that wrote to many before they came to us."""
    return {one.strip().lower() for one in settings.MUSTER_WARM_DOMAINS.split(",") if one.strip()}


def day_of(at: datetime) -> date:
    return at.astimezone(UTC).date()


def _room(domain: str, family: str, number: int, *, today: date, went: _Went, warm: bool) -> Room:
    rows = WarmDay.objects.filter(domain=domain, family=family, released__gt=0, day__lte=today)
    last = rows.order_by("-day").first()
    ceiling = warming.ceiling(_as_day(last, today, went) if last else None)
    released = last.released if last is not None and last.day == today else 0
    return Room(family, number, warming.WARM if warm else ceiling, released)


def _as_day(row: WarmDay, today: date, went: _Went) -> Day:
    ago = (today - row.day).days
    complaints, deferrals = went.rates(row.day, row.family) if ago else (0.0, 0.0)
    return Day(
        ceiling=row.ceiling, released=row.released, days_ago=ago, complaint_rate=complaints,
        deferral_rate=deferrals,
    )  # fmt: skip


class _Went:
    """How a day of one domain went, counted once for all families."""

    def __init__(self, domain: str) -> None:
        self._domain = domain
        self._days: dict[date, dict[str, tuple[int, int, int]]] = {}

    def rates(self, day: date, family: str) -> tuple[float, float]:
        if day not in self._days:
            self._days[day] = _counts(_releases(self._domain, day))
        tried, deferred, complained = self._days[day].get(family, (0, 0, 0))
        return (complained / tried, deferred / tried) if tried else (0.0, 0.0)


def _releases(domain: str, day: date) -> list[int]:
    rows = Release.objects.filter(channel="email", mode="live", released_at__date=day)
    return [
        row.pk
        for row in rows.select_related("document").order_by("id")
        if sender_domain(documents.read(row.document).sender_address) == domain
    ]


def sender_domain(address: str) -> str:
    return address.rpartition("@")[2].strip().lower()


def _counts(releases: list[int]) -> dict[str, tuple[int, int, int]]:
    found: dict[str, tuple[int, int, int]] = {}
    for domain, *numbers in _rows(_WENT, [releases]):
        before = found.get(warming.family(domain), (0, 0, 0))
        tried, deferred, complained = (a + b for a, b in zip(before, numbers, strict=True))
        found[warming.family(domain)] = (tried, deferred, complained)
    return found


def _rows(text: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return list(cursor.fetchall())
