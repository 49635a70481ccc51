"""Cuts a release into parcels, claims them, and takes them back finished or not.

A claim is committed before any byte of its parcel leaves, and only the worker that holds a parcel
can end it (D3, D6).
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any, Final

from django.db import connection, transaction

from muster.audit import actions as audit
from muster.delivery import reach, suppressions
from muster.delivery.fence import Token
from muster.delivery.models import Release
from muster.kit import actors, clock
from muster.kit.faults import fault

SIZE: Final = 500
SMALLEST: Final = 10
_RETRY_NUMBERS: Final = 1_000_000
_PUMP: Final = actors.system("pump")

_CUT: Final = """
WITH placed AS (
    SELECT zone, position, width_bucket(position, %(bounds)s::int[]) + 1 AS wave
      FROM delivery_recipient WHERE snapshot_id = %(snapshot)s),
bunched AS (
    SELECT *, (row_number() OVER (PARTITION BY wave, zone ORDER BY position) - 1) / %(size)s AS bunch
      FROM placed)
INSERT INTO delivery_parcel (release_id, number, wave, passing, first_position, last_position, zone,
                             size, state, worker)
SELECT %(release)s, row_number() OVER (ORDER BY wave, min(position)), wave, 1,
       min(position), max(position), zone, count(*), 'pending', ''
  FROM bunched GROUP BY wave, zone, bunch
RETURNING size
"""

# The release is read under a share lock: from the commit of a halt no parcel can be claimed (H2).
_CLAIM: Final = """
WITH chosen AS (
    SELECT p.id FROM delivery_parcel AS p JOIN delivery_release AS r ON r.id = p.release_id
     WHERE p.state = 'pending' AND r.state = 'sending'
       AND (r.mode <> 'live' OR r.channel = ANY (%(channels)s))
       AND r.mode = coalesce((SELECT mode FROM accounts_organisation WHERE id = 1), 'training')
       AND (p.not_before IS NULL OR p.not_before <= %(now)s OR r.not_after <= %(now)s)
       AND (r.window_from IS NULL OR r.not_after <= %(now)s OR CASE
            WHEN r.window_from <= r.window_to
            THEN (%(now)s AT TIME ZONE p.zone)::time BETWEEN r.window_from AND r.window_to
            ELSE (%(now)s AT TIME ZONE p.zone)::time NOT BETWEEN r.window_to AND r.window_from END)
       AND EXISTS (SELECT FROM delivery_fence AS f WHERE f.instance = %(instance)s
                   AND f.generation = %(generation)s AND r.generation <= f.generation)
     ORDER BY r.id, p.number LIMIT 1
       FOR UPDATE OF p SKIP LOCKED FOR SHARE OF r)
UPDATE delivery_parcel AS p
   SET state = 'claimed', worker = %(worker)s, claimed_at = clock_timestamp()
  FROM chosen, delivery_release AS r
 WHERE p.id = chosen.id AND r.id = p.release_id
RETURNING p.id, p.number, p.passing, p.retry_of_id, p.first_position, p.last_position, p.zone,
          p.claimed_at, r.id, r.document_id, r.snapshot_id, r.subject, r.channel, r.purpose, r.mode,
          r.not_after, r.window_from, r.window_to, r.per_minute
"""

_HELD: Final = """
SELECT p.id, p.number, p.passing, p.retry_of_id, p.first_position, p.last_position, p.zone,
       p.claimed_at, r.id, r.document_id, r.snapshot_id, r.subject, r.channel, r.purpose, r.mode,
       r.not_after, r.window_from, r.window_to, r.per_minute
  FROM delivery_parcel AS p JOIN delivery_release AS r ON r.id = p.release_id
 WHERE p.state = 'claimed' AND p.worker = %s ORDER BY p.id
"""

_PEOPLE: Final = f"""
SELECT n.id, n.person_id, n.key_id, n.address, n.language, n.merge, {reach.SAID_YES},
       EXISTS (SELECT FROM delivery_outcome AS o
                WHERE o.parcel_id = %(parcel)s AND o.recipient_id = n.id)
  FROM delivery_recipient AS n
 WHERE n.snapshot_id = %(snapshot)s AND n.zone = %(zone)s
   AND n.position BETWEEN %(first)s AND %(last)s
   AND (%(retry_of)s::bigint IS NULL OR EXISTS (
        SELECT FROM delivery_outcome AS o WHERE o.parcel_id = %(retry_of)s
           AND o.recipient_id = n.id AND o.kind = 'temporary'))
 ORDER BY n.position
"""


@dataclass(frozen=True, slots=True)
class Person:
    """One recipient in a claimed parcel; their place in it is the same at every claim."""

    recipient_id: int
    person_id: int
    key_id: int
    address: str
    language: str
    merge: dict[str, str]
    # Whether they may still be written to, read when the parcel was claimed.
    open: bool
    # Whether this parcel holds an outcome for them already: an earlier claim got so far.
    done: bool


@dataclass(frozen=True, slots=True)
class Claimed:
    """A parcel in one worker's hands."""

    parcel_id: int
    number: int
    passing: int
    retry_of: int | None
    first: int
    last: int
    zone: str
    claimed_at: datetime
    release_id: int
    document_id: int
    snapshot_id: int
    subject: str
    channel: str
    purpose: str
    mode: str
    not_after: datetime
    window_from: time | None
    window_to: time | None
    per_minute: int
    people: Sequence[Person] = ()


def cut(release: Release, *, waves: Sequence[int]) -> int:
    """Make the parcels of a release, by wave and zone; returns how many people are in them."""
    # At a low rate parcels are small, so that somebody who stops now is left out within seconds.
    size = min(SIZE, max(SMALLEST, release.per_minute // 6)) if release.per_minute else SIZE
    values: dict[str, Any] = {
        "bounds": list(itertools.accumulate(waves)),
        "snapshot": release.snapshot_id,
        "size": size,
        "release": release.pk,
    }
    with connection.cursor() as cursor:
        cursor.execute(_CUT, values)
        return sum(row[0] for row in cursor.fetchall())


def claim(*, worker: str, channels: Sequence[str], token: Token) -> Claimed | None:
    """Claim the next parcel, if any may be sent now, with its people as they stand now."""
    with transaction.atomic():
        found = _claim(worker, channels, token)
    if found is not None:
        fault("lease.after_commit")
    return found


def _claim(worker: str, channels: Sequence[str], token: Token) -> Claimed | None:
    values: dict[str, Any] = {
        "worker": worker,
        "channels": list(channels),
        "now": clock.now(),
        "instance": token.instance,
        "generation": token.generation,
    }
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, values)
        row = cursor.fetchone()
    if row is None:
        return None
    bare = Claimed(*row)
    audit.record(
        by=_PUMP, verb="parcel.claimed", subject=bare.subject, parcel=bare.parcel_id, worker=worker
    )
    return replace(bare, people=_people(bare))


def _people(parcel: Claimed) -> list[Person]:
    values: dict[str, Any] = {
        "snapshot": parcel.snapshot_id,
        "zone": parcel.zone,
        "first": parcel.first,
        "last": parcel.last,
        "parcel": parcel.parcel_id,
        "retry_of": parcel.retry_of,
        "channel": parcel.channel,
        "purpose": parcel.purpose,
    }
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, values)
        rows = cursor.fetchall()
    closed = suppressions.among(parcel.channel, [row[3] for row in rows])
    return [
        Person(
            recipient_id=number,
            person_id=person_id,
            key_id=key_id,
            address=address,
            language=language,
            merge=json.loads(merge),
            open=bool(said_yes and address not in closed),
            done=done,
        )
        for number, person_id, key_id, address, language, merge, said_yes, done in rows
    ]


def retry_later(parcel_id: int, *, passing: int, temporary: int) -> None:
    """Give those who answered "not now" a parcel of their own, some minutes on (engines.md 7)."""
    wait = timedelta(minutes=min(120, 5 * 3 ** (passing - 1)))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO delivery_parcel (release_id, number, wave, passing, retry_of_id,"
            " first_position, last_position, zone, size, state, worker, not_before)"
            " SELECT release_id, number + %s, wave, passing + 1, id, first_position, last_position,"
            " zone, %s, 'pending', '', %s FROM delivery_parcel WHERE id = %s",
            [_RETRY_NUMBERS, temporary, clock.now() + wait, parcel_id],
        )


def held_by_others(worker: str) -> list[tuple[str, datetime]]:
    """Workers, besides this one, that hold a parcel or a single message, with their oldest claim."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT worker, min(claimed_at) FROM ("
            " SELECT worker, claimed_at FROM delivery_parcel WHERE state = 'claimed' UNION ALL"
            " SELECT worker, claimed_at FROM delivery_direct WHERE state = 'claimed') AS held"
            " WHERE worker <> %s GROUP BY worker ORDER BY worker",
            [worker],
        )
        return list(cursor.fetchall())


def held(worker: str) -> list[Claimed]:
    """Every parcel a worker holds, with its people in the order of the journal."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [worker])
        rows = cursor.fetchall()
    bare = [Claimed(*row) for row in rows]
    return [replace(one, people=_people(one)) for one in bare]
