"""Takes the places of a week for the people of a parcel, in the transaction that claims it (D14).

A place is a unique row, so two broadcasts that claim one person at the same moment cannot share it.
Nothing is taken outside live mode: there nobody is really written to.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.db import connection

from muster.kit import arrays

if TYPE_CHECKING:
    from muster.delivery.actions.parcels import Claimed

# No release lives longer than a week, so older rows of its own need not be looked for.
_BEHIND: Final = timedelta(days=14)

# One row for everybody who has no place after it: ``full`` is false where another transaction took that
# very place meanwhile. Taken in the order of people, so that two claims that want the same ones wait for
# each other and never in a circle. What is held is gathered person by person, which no plan can turn
# into reading the whole table.
_TAKE: Final = """
WITH wanted AS MATERIALIZED (
    SELECT asked.person_id, CASE WHEN held.places IS NULL THEN 1 ELSE (
               SELECT min(free) FROM generate_series(1, %(cap)s) AS free
                WHERE free <> ALL (held.places)) END AS place
      FROM unnest(%(people)s::bigint[]) AS asked (person_id)
      CROSS JOIN LATERAL (
           SELECT array_agg(s.place) FILTER (WHERE s.week = %(week)s) AS places,
                  bool_or(s.release_id = %(release)s) AS mine
             FROM delivery_contactslot AS s
            WHERE s.person_id = asked.person_id AND s.channel = %(channel)s
              AND s.week >= %(behind)s) AS held
     WHERE held.mine IS NOT TRUE),
taken AS (
    INSERT INTO delivery_contactslot (person_id, channel, week, place, release_id)
    SELECT person_id, %(channel)s, %(week)s, place, %(release)s FROM wanted
     WHERE place IS NOT NULL ORDER BY person_id
        ON CONFLICT (person_id, channel, week, place) DO NOTHING
    RETURNING person_id)
SELECT w.person_id, w.place IS NULL AS full
  FROM wanted AS w LEFT JOIN taken AS t ON t.person_id = w.person_id
 WHERE t.person_id IS NULL
"""

# Whether it is worth trying the first place of everybody at once: some of them are asked whether they hold
# any this week, and counted, so that no plan can read the whole table for the first that comes. A release of
# an earlier week may hold places there, which have to be looked for.
_FRESH: Final = """
SELECT r.released_at >= %(week)s::timestamp AT TIME ZONE 'UTC' AND (
       SELECT sum(held.places) FROM unnest(%(some)s::bigint[]) AS asked (person_id)
        CROSS JOIN LATERAL (
              SELECT count(*) AS places FROM delivery_contactslot AS s
               WHERE s.person_id = asked.person_id AND s.channel = %(channel)s
                 AND s.week = %(week)s) AS held) = 0
  FROM delivery_release AS r WHERE r.id = %(release)s
"""
_ASKED: Final = 16
# A place this very release holds already is in the way as any other, so whoever is left is looked at again.
_FIRST: Final = """
WITH asked AS MATERIALIZED (SELECT unnest(%(people)s::bigint[]) AS person_id),
taken AS (
    INSERT INTO delivery_contactslot (person_id, channel, week, place, release_id)
    SELECT person_id, %(channel)s, %(week)s, 1, %(release)s FROM asked ORDER BY person_id
        ON CONFLICT (person_id, channel, week, place) DO NOTHING
    RETURNING person_id)
SELECT person_id FROM asked WHERE person_id NOT IN (SELECT person_id FROM taken)
"""


def cap(channel: str) -> int:
    """How many mass messages one person gets in a week, at most; 0 is no cap."""
    return int(settings.MUSTER_WEEKLY_CAPS.get(channel, 0))


def week_of(moment: datetime) -> date:
    """The Monday a moment belongs to; the same for everybody, wherever they live."""
    day = moment.astimezone(UTC).date()
    return day - timedelta(days=day.weekday())


def full(parcel: Claimed, people: Sequence[int], *, now: datetime) -> set[int]:
    """Take a place for each of ``people``; return those who have none left and must be left out.

    Who holds a place for this very release keeps it, however often a parcel is claimed again. What
    is not capped takes a place where there is one and leaves nobody out.
    """
    places = cap(parcel.channel)
    if parcel.mode != "live" or not places or not people:
        return set()
    week = week_of(now)
    values: dict[str, Any] = {
        "people": arrays.integers(people),
        "some": arrays.integers(people[:_ASKED]),
        "cap": places,
        "channel": parcel.channel,
        "week": week,
        "behind": week - _BEHIND,
        "release": parcel.release_id,
    }
    left = _take(values, places)
    return left if parcel.capped else set()


def _take(values: dict[str, Any], places: int) -> set[int]:
    left: set[int] = set()
    beaten: list[int] = []
    with connection.cursor() as cursor:
        cursor.execute(_FRESH, values)
        if cursor.fetchone()[0]:
            cursor.execute(_FIRST, values)
            beaten = [row[0] for row in cursor.fetchall()]
            if not beaten:
                return left
            values = values | {"people": arrays.integers(beaten)}
        # Each further turn means that another claim was faster; it can be so once for each place.
        for _turn in range(places):
            cursor.execute(_TAKE, values)
            found = cursor.fetchall()
            left |= {person for person, full in found if full}
            beaten = [person for person, full in found if not full]
            if not beaten:
                break
            values = values | {"people": arrays.integers(beaten)}
    return left | set(beaten)
