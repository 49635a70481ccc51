"""Keeps who brought whom, as the facts of a season told it, and which of it goes round in a circle.

Only circles about one and the same thing count (one drive, one team): bringing each other to different things
is what friends do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from muster.activity import dictionary
from muster.activity.facts import Position, TimelineFact
from muster.people.models import IdentityKey
from muster.rivalry import loops, weeks
from muster.rivalry.actions import columns
from muster.rivalry.actions.games import RELAYED
from muster.rivalry.models import Relay, Season

# Into a side table first: what is inserted at once is read by one process alone.
_READ = """
CREATE TEMP TABLE rivalry_told ON COMMIT DROP AS
SELECT f.id, f.ref_id, f.at, f.key_id, f.data -> 'brought' AS brought
  FROM activity_fact f
 WHERE f.kind_id = %(kind)s AND f.at >= %(first)s AND f.at < %(last)s AND f.data ? 'brought'
   AND (f.xid, f.id) <= (%(xid)s::text::xid8, %(fact)s::bigint)
"""
_TOLD = """
INSERT INTO rivalry_relay (season_id, fact, ref, at, key_id, brought_id, circle)
SELECT %(season)s, f.id, coalesce(f.ref_id, 0), f.at, f.key_id, b.id, 0
  FROM rivalry_told f
  JOIN people_identitykey b ON b.id = CASE WHEN jsonb_typeof(f.brought) = 'number'
    AND f.brought::text ~ '^[0-9]{1,18}$' THEN f.brought::text::bigint END
  JOIN people_identitykey k ON k.id = f.key_id
"""


def read_anew(*, season: Season, upto: Position) -> None:
    """Read every relay of a season from the facts, and find the circles."""
    moments = weeks.starts(season.counted, season.zone)
    Relay.objects.filter(season=season).delete()
    values: dict[str, Any] = {
        "season": season.pk,
        "kind": dictionary.numbers("activity_kind", [RELAYED])[RELAYED],
        "first": moments[0],
        "last": moments[-1],
        "xid": str(upto.xid),
        "fact": upto.fact_id,
    }
    with columns.planned(few=False), connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS rivalry_told")
        cursor.execute(_READ, values)
        cursor.execute("ANALYZE rivalry_told")
        cursor.execute(_TOLD, values)
    _find(season, None)


def read(*, season: Season, new: Sequence[TimelineFact]) -> list[tuple[int, datetime]]:
    """Take in new relays. Returns the keys and moments of whatever is in a circle now and was not, or the reverse."""
    told = {one.id: one for one in new if one.kind == RELAYED and _brought(one)}
    known = set(
        IdentityKey.objects.filter(pk__in={_brought(one) for one in told.values()}).values_list(
            "pk", flat=True
        )
    )
    told = {number: one for number, one in told.items() if _brought(one) in known}
    if not told:
        return []
    names = dictionary.numbers("activity_ref", (one.ref for one in told.values() if one.ref))
    Relay.objects.bulk_create(
        [
            Relay(
                season=season, fact=number, ref=names[one.ref] if one.ref else 0, at=one.at,
                key_id=one.key_id, brought_id=_brought(one),
            )
            for number, one in told.items()
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    return _find(season, {names[one.ref] if one.ref else 0 for one in told.values()})


def in_circles(season: Season) -> list[int]:
    """The facts that are part of a circle."""
    found = Relay.objects.filter(season=season, circle__gt=0)
    return sorted(found.values_list("fact", flat=True))


def _brought(fact: TimelineFact) -> int:
    told = fact.data.get("brought")
    return told if type(told) is int and 0 < told < 10**18 else 0


def _find(season: Season, refs: Iterable[int] | None) -> list[tuple[int, datetime]]:
    """Look for circles about some things, or all; write down what changed and return it."""
    rows = Relay.objects.filter(season=season).select_related("key", "brought").order_by("id")
    about: dict[int, list[Relay]] = defaultdict(list)
    for row in rows if refs is None else rows.filter(ref__in=list(refs)):
        about[row.ref].append(row)
    changed = [row for some in about.values() for row in _changed(some)]
    Relay.objects.bulk_update(changed, ["circle"])
    return [(row.key_id, row.at) for row in changed]


def _changed(rows: Sequence[Relay]) -> list[Relay]:
    who = {row.pk: (row.key.person_id, row.brought.person_id) for row in rows}
    known = [pair for pair in who.values() if None not in pair]
    found = loops.circles(known)
    changed = []
    for row in rows:
        length = found.get(who[row.pk], 0)
        if row.circle != length:
            row.circle = length
            changed.append(row)
    return changed
