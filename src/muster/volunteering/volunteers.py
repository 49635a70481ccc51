"""Reads what matters of many people at once: a handful of questions, however many people there are.

A volunteer is whoever said how they are ready to help, or has a skill. All rows stand under the door’s own scope.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from math import cos, radians
from typing import Any, Final

from django.db import connection

from muster.kit import arrays
from muster.kit.scope import Scope
from muster.volunteering.fitness import Demand, Taken, Volunteer

KM_PER_DEGREE: Final = 111.0
# A distance told by degrees is wrong by less than this; the real one is taken later.
SURELY: Final = 0.95
# A month of either side, so that the hours of the month are whole.
AROUND: Final = timedelta(days=32)


@dataclass(frozen=True, slots=True)
class Ring:
    """People between two distances from a place, some hundreds of them at a time."""

    low: float
    high: float
    most: int | None = None
    after: int = 0
    # The last ring also has those of whom only the region is known.
    last: bool = False


_SKILLED: Final = """EXISTS (SELECT FROM people_trait t WHERE t.person_id = around.id AND t.kind = 'skill'
   AND t.to_at IS NULL)"""
_THIS_SKILL: Final = """EXISTS (SELECT FROM people_trait t WHERE t.person_id = here.id AND t.kind = 'skill'
   AND t.value = %(skill)s AND t.to_at IS NULL)"""
_READY: Final = """EXISTS (SELECT FROM people_identitykey k JOIN volunteering_readiness r ON r.key_id = k.id
   WHERE k.person_id = around.id)"""
# Step by step: who lives in the box, who of them in the ring and has the skill, who of those helps and goes so far.
_NEAR: Final = """
WITH here AS {kept} (
  SELECT p.id, {away} AS away FROM people_person p
   WHERE p.erased_at IS NULL AND p.joined_into IS NULL
     AND (%(everyone)s OR p.region_id = ANY (%(regions)s) OR p.id = %(self)s) AND ({place})
), around AS {kept} (
  SELECT here.id, here.away FROM here
   WHERE (here.away IS NULL OR here.away >= %(low)s AND here.away < %(high)s) AND {skilled}
)
SELECT around.id FROM around WHERE {helps}
 ORDER BY around.away NULLS LAST, around.id LIMIT %(most)s OFFSET %(after)s"""
# Whoever told nothing of it goes no further than the first ring; whoever did, as far as they said.
_GOES_SO_FAR: Final = """(around.away IS NULL OR EXISTS (
   SELECT FROM people_identitykey k JOIN volunteering_readiness r ON r.key_id = k.id
    WHERE k.person_id = around.id AND r.max_km + %(wider)s >= around.away * %(reach)s))"""
# Good enough for the order and for what cannot be within reach; the real distance is taken later.
_AWAY: Final = "sqrt((p.latitude - %(lat)s) ^ 2 + ((p.longitude - %(lon)s) * %(narrow)s) ^ 2)"
_BOX: Final = (
    """p.latitude BETWEEN %(south)s AND %(north)s AND p.longitude BETWEEN %(west)s AND %(east)s"""
)
_UNKNOWN: Final = "OR p.latitude IS NULL AND p.region_id = %(region)s"
# Whoever may help at no particular point is asked for by region; online, everybody is.
_IN_REGION: Final = "p.region_id = %(region)s"
# Of all volunteers there are, whoever is ready or skilled; for a plan.
_ALL: Final = """
SELECT p.id FROM people_person p
 WHERE p.erased_at IS NULL AND p.joined_into IS NULL
   AND (%(everyone)s OR p.region_id = ANY (%(regions)s) OR p.id = %(self)s)
   AND p.id IN (
     SELECT t.person_id FROM people_trait t WHERE t.kind = 'skill' AND t.to_at IS NULL
     UNION ALL
     SELECT k.person_id FROM people_identitykey k JOIN volunteering_readiness r ON r.key_id = k.id)"""

_WHO: Final = """
SELECT p.id, coalesce(p.region_id, ''), coalesce(g.zone, 'UTC'), p.latitude, p.longitude, p.language
  FROM people_person p LEFT JOIN places_region g ON g.code = p.region_id
 WHERE p.id = ANY (%(people)s::bigint[])"""
_KEYS: Final = """
SELECT k.id, k.person_id FROM people_identitykey k WHERE k.person_id = ANY (%(people)s::bigint[])
 ORDER BY k.kind <> 'email', k.id"""
_READINESS: Final = """
SELECT r.key_id, r.max_km, r.hours_month, r.ways::text, r.languages::text, r.access::text
  FROM volunteering_readiness r WHERE r.key_id = ANY (%(keys)s::bigint[]) ORDER BY r.updated_at, r.id"""
_FREE: Final = """
SELECT f.key_id, f.weekday, f.start_minute, f.end_minute FROM volunteering_free f
 WHERE f.key_id = ANY (%(keys)s::bigint[])"""
_ABSENT: Final = """
SELECT a.key_id, a.first, a.last FROM volunteering_away a
 WHERE a.key_id = ANY (%(keys)s::bigint[]) AND a.last >= %(first)s AND a.first <= %(last)s"""
_TAKEN: Final = """
SELECT u.key_id, s.id, s.starts_at, s.ends_at, u.place = 'in' FROM volunteering_signup u
  JOIN volunteering_shift s ON s.id = u.shift_id
 WHERE u.key_id = ANY (%(keys)s::bigint[]) AND u.left_at IS NULL AND s.called_off_at IS NULL
   AND s.starts_at >= %(since)s AND s.starts_at <= %(until)s"""
# Accepted counts as asked until it is sent or put away, so that two colleagues do not ask twice.
_ASKED: Final = """
SELECT g.key_id, max(coalesce(g.asked_at, g.accepted_at)) FROM volunteering_suggestion g
 WHERE g.key_id = ANY (%(keys)s::bigint[]) AND coalesce(g.asked_at, g.accepted_at) IS NOT NULL
 GROUP BY 1"""


def near(
    wanted: Demand, *, scope: Scope, ring: Ring, skill: str = "", wider_km: float = 0.0
) -> list[int]:
    """The numbers of volunteers in a ring around a shift, the nearest first; with a skill, only those who have it."""
    place, away = "true", "NULL::float"
    if wanted.placed:
        place, away = f"{_BOX} {_UNKNOWN if ring.last else ''}", _AWAY
    elif not wanted.online:
        place = _IN_REGION
    skilled, helps = "true", f"({_READY} OR {_SKILLED})"
    if skill:
        skilled, helps = _THIS_SKILL, "true"
    if ring.low > 0:
        helps = f"{_GOES_SO_FAR} AND {helps}"
    values = {
        **_within(scope), **_box(wanted, ring.high), "skill": skill, "region": wanted.region,
        "low": ring.low / KM_PER_DEGREE, "high": ring.high / KM_PER_DEGREE, "most": ring.most,
        "after": ring.after, "wider": wider_km, "reach": KM_PER_DEGREE * SURELY,
    }  # fmt: skip
    # Without a place the order is that of the numbers, and reading stops as soon as there are enough.
    kept = "MATERIALIZED" if wanted.placed else "NOT MATERIALIZED"
    sql = _NEAR.format(place=place, away=away, skilled=skilled, helps=helps, kept=kept)
    return [row[0] for row in _rows(sql, values)]


def of_scope(scope: Scope) -> list[int]:
    """Every volunteer there is, for a plan."""
    return [row[0] for row in _rows(_ALL, _within(scope))]


def read(people: Collection[int], *, since: datetime, until: datetime) -> dict[int, Volunteer]:
    """Everything that matters of some people, for shifts that begin between two moments."""
    found: dict[int, Volunteer] = {}
    for number, region, zone, latitude, longitude, language in _rows(_WHO, _ids(people=people)):
        spoken = frozenset({language}) if language else frozenset()
        found[number] = Volunteer(number, 0, region, zone, latitude, longitude, languages=spoken)
    owner: dict[int, Volunteer] = {}
    for key, person in _rows(_KEYS, _ids(people=found)):
        one = owner[key] = found[person]
        one.key_id = one.key_id or key
    keys = arrays.integers(owner)
    _readiness(owner, keys)
    _times(owner, keys, since, until)
    return {number: one for number, one in found.items() if one.key_id}


def _readiness(owner: Mapping[int, Volunteer], keys: str) -> None:
    for key, max_km, month, ways, languages, access in _rows(_READINESS, {"keys": keys}):
        one = owner[key]
        # Said last holds: where two records were joined, there may be two.
        one.key_id, one.max_km, one.hours_month = key, max_km, month
        one.ways, one.access = _words(ways), _words(access)
        one.languages |= _words(languages)
    for key, weekday, start, end in _rows(_FREE, {"keys": keys}):
        owner[key].free.append((weekday, start, end))


def _times(owner: Mapping[int, Volunteer], keys: str, since: datetime, until: datetime) -> None:
    span = {"keys": keys, "first": since.date(), "last": (until + AROUND).date()}
    for key, first, last in _rows(_ABSENT, span):
        owner[key].away.append((first, last))
    span = {"keys": keys, "since": since - AROUND, "until": until + AROUND}
    for key, shift, starts_at, ends_at, holds in _rows(_TAKEN, span):
        owner[key].taken.append(Taken(shift, starts_at, ends_at, holds))
    for key, asked_at in _rows(_ASKED, {"keys": keys}):
        one = owner[key]
        one.asked_at = max(one.asked_at or asked_at, asked_at)


def _within(scope: Scope) -> dict[str, Any]:
    return {
        "everyone": scope.everyone,
        "regions": sorted(scope.regions),
        "self": scope.person_id,
    }


def _box(wanted: Demand, km: float) -> dict[str, float]:
    """Degrees around a place: no row outside it can be within reach, and an index finds those inside."""
    lat, lon = wanted.latitude or 0.0, wanted.longitude or 0.0
    high = km / KM_PER_DEGREE
    narrow = max(cos(radians(min(abs(lat) + high, 89.0))), 0.01)
    return {
        "lat": lat, "lon": lon, "narrow": cos(radians(lat)), "south": lat - high, "north": lat + high,
        "west": lon - high / narrow, "east": lon + high / narrow,
    }  # fmt: skip


def _ids(**named: Iterable[int]) -> dict[str, str]:
    return {name: arrays.integers(numbers) for name, numbers in named.items()}


def _rows(sql: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


@lru_cache(maxsize=4096)
def _words(text: str) -> frozenset[str]:
    return frozenset(json.loads(text))
