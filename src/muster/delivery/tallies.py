"""Where every recipient of a release stands, of one release or of many at once.

Every number here is counted from rows at the moment of asking; none is stored (D12).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any, Final

from django.db import connection

from muster.delivery.models import Release


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


# What is counted apart and taken from one kind, for another or for none, is seldom and has an index; decided for each
# of millions it would take longer than all the rest.
# A temporary outcome that has a parcel to be tried again in is no end: that parcel counts it.
# An unknown of which anything was heard was accepted (D7).
_ENDED: Final = """
SELECT {group}, '', o.kind, count(*) FROM delivery_outcome AS o {join}
 WHERE o.release_id = ANY (%(releases)s) GROUP BY {group}, o.kind
 UNION ALL
SELECT {group}, 'temporary', '', count(*) FROM delivery_outcome AS o {join}
 WHERE o.release_id = ANY (%(releases)s) AND o.kind = 'temporary' AND EXISTS (
       SELECT FROM delivery_parcel AS again WHERE again.retry_of_id = o.parcel_id)
 GROUP BY {group}
 UNION ALL
SELECT {group}, 'unknown', 'accepted', count(*) FROM delivery_outcome AS o {join}
 WHERE o.release_id = ANY (%(releases)s) AND o.kind = 'unknown' AND EXISTS (
       SELECT FROM delivery_receipt AS r WHERE r.recipient_id = o.recipient_id)
 GROUP BY {group}
"""
# A pending parcel waits; of a claimed one, what has no outcome yet is on its way. Asked in the same breath as what
# ended, so that the parts add up also while it is sent.
_OPEN: Final = """
 UNION ALL
SELECT p.release_id, '', CASE p.state WHEN 'pending' THEN 'pending' ELSE 'in_flight' END,
       sum(p.size - (SELECT count(*) FROM delivery_outcome AS o WHERE o.parcel_id = p.id))::bigint
  FROM delivery_parcel AS p WHERE p.release_id = ANY (%(releases)s) AND p.state <> 'finished'
 GROUP BY p.release_id, p.state
"""
_BY_REGION: Final = """
SELECT n.region, count(*) FROM delivery_recipient AS n
 WHERE n.snapshot_id = %(snapshot)s GROUP BY n.region
"""


def tally(release: Release) -> Tally:
    """Count where everybody stands."""
    return tallies([release])[release.pk]


def tallies(releases: Iterable[Release]) -> dict[int, Tally]:
    """The same of several, by number, in one look for all of them."""
    wanted = {one.pk: one for one in releases}
    if not wanted:
        return {}
    parts = _counted(_ENDED.format(group="o.release_id", join="") + _OPEN, list(wanted))
    return {
        number: Tally(**parts.get(number, {}), total=one.snapshot.size)
        for number, one in wanted.items()
    }


def tally_by_region(release: Release) -> dict[str, Tally]:
    """One release by region; what has no end yet counts as pending there."""
    join = "JOIN delivery_recipient AS n ON n.id = o.recipient_id"
    totals = dict(rows(_BY_REGION, {"snapshot": release.snapshot_id}))
    ended = _counted(_ENDED.format(group="n.region", join=join), [release.pk])
    return {
        region: Tally(**found, pending=total - sum(found.values()), total=total)
        for region, total in sorted(totals.items())
        for found in [ended.get(region, {})]
    }


def _counted(text: str, releases: list[int]) -> dict[Any, dict[str, int]]:
    """How many are where, by what they are grouped by."""
    parts = defaultdict[Any, Counter[str]](Counter)
    for name, less, more, people in rows(text, {"releases": releases}):
        if more:
            parts[name][more] += people
        if less:
            parts[name][less] -= people
    return {name: dict(found) for name, found in parts.items()}


def rows(text: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Every row of one question."""
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return list(cursor.fetchall())
