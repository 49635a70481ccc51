"""Where every recipient of a release stands, of one release or of many at once.

Every number here is counted from rows at the moment of asking; none is stored (D12).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any, Final

from django.db import connection

from muster.delivery.models import Parcel, Release


@dataclass(frozen=True, slots=True)
class Tally:
    """Where every recipient stands. The parts always add up to ``total``."""

    accepted: int = 0
    refused: int = 0
    temporary: int = 0
    unknown: int = 0
    suppressed: int = 0
    expired: int = 0
    pending: int = 0
    in_flight: int = 0
    total: int = 0

    @property
    def completed(self) -> bool:
        """Whether nothing waits and nothing is under way."""
        return not self.pending and not self.in_flight

    @property
    def together(self) -> int:
        """The sum of the parts."""
        parts = [int(getattr(self, each.name)) for each in fields(self)]
        return sum(parts) - self.total


# A temporary outcome that has a parcel to be tried again in is no end: that parcel counts it.
# An unknown of which anything was heard was accepted (D7).
_OUTCOMES: Final = """
SELECT {group}, CASE WHEN o.kind = 'unknown' AND EXISTS (
       SELECT FROM delivery_receipt AS r WHERE r.recipient_id = o.recipient_id)
       THEN 'accepted' ELSE o.kind END AS folded, count(*) FROM delivery_outcome AS o {join}
 WHERE o.release_id = ANY (%(releases)s) AND NOT (o.kind = 'temporary' AND EXISTS (
       SELECT FROM delivery_parcel AS again WHERE again.retry_of_id = o.parcel_id))
 GROUP BY {group}, folded
"""
# A pending parcel waits; of a claimed one, what has no outcome yet is on its way.
_OPEN: Final = """
SELECT p.release_id, p.state,
       sum(p.size - (SELECT count(*) FROM delivery_outcome AS o WHERE o.parcel_id = p.id))
  FROM delivery_parcel AS p WHERE p.release_id = ANY (%(releases)s) AND p.state <> 'finished'
 GROUP BY p.release_id, p.state
"""
_BY_REGION: Final = """
SELECT n.region, count(*) FROM delivery_recipient AS n
 WHERE n.snapshot_id = %(snapshot)s GROUP BY n.region
"""
_STATES: Final = {Parcel.State.PENDING: "pending", Parcel.State.CLAIMED: "in_flight"}


def tally(release: Release) -> Tally:
    """Count where everybody stands."""
    return tallies([release])[release.pk]


def tallies(releases: Iterable[Release]) -> dict[int, Tally]:
    """The same of several, by number, in two looks for all of them."""
    wanted = {one.pk: one for one in releases}
    if not wanted:
        return {}
    values = {"releases": list(wanted)}
    parts: dict[int, dict[str, int]] = {number: {} for number in wanted}
    for number, kind, people in rows(_OUTCOMES.format(group="o.release_id", join=""), values):
        parts[number][kind] = people
    for number, state, people in rows(_OPEN, values):
        parts[number][_STATES[state]] = int(people)
    return {
        number: Tally(**found, total=wanted[number].snapshot.size)
        for number, found in parts.items()
    }


def tally_by_region(release: Release) -> dict[str, Tally]:
    """One release by region; what has no end yet counts as pending there."""
    join = "JOIN delivery_recipient AS n ON n.id = o.recipient_id"
    totals = dict(rows(_BY_REGION, {"snapshot": release.snapshot_id}))
    parts: dict[str, dict[str, int]] = {region: {} for region in totals}
    text = _OUTCOMES.format(group="n.region", join=join)
    for region, kind, people in rows(text, {"releases": [release.pk]}):
        parts.setdefault(region, {})[kind] = people
    return {
        region: Tally(**found, pending=total - sum(found.values()), total=total)
        for region, total in sorted(totals.items())
        for found in [parts[region]]
    }


def rows(text: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Every row of one question."""
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return list(cursor.fetchall())
