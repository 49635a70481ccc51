"""Cuts a release into parcels, claims them, and takes them back finished or not.

A claim is committed before any byte of its parcel leaves, and only the worker that holds a parcel
can end it (D3, D6).
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any, Final

import msgspec
from django.db import connection, transaction

from muster.audit import actions as audit
from muster.delivery import suppressions, tokens
from muster.delivery.actions import claiming, slots
from muster.delivery.fence import Token
from muster.delivery.gates import plan
from muster.delivery.models import Release
from muster.kit import actors, clock
from muster.kit.faults import fault

SIZE: Final = 1000
SMALLEST: Final = 10
_RETRY_NUMBERS: Final = 1_000_000
# From this pass on somebody who keeps answering “not now” waits with the last wave (W3).
_LATE: Final = 3
FULL_WEEK: Final = "written to often enough this week"
JOINED: Final = "joined with somebody who gets this already"
_PUMP: Final = actors.system("pump")

# All of a parcel as one text: reading a thousand rows value by value costs more than the rest of a claim.
# Two records that were joined since they were frozen are one person now, who gets it once: at the address
# of the record that the other became a part of, or else at the first (S4).
# The inner question is bounded to one row, so that it is always asked of an index, person by person,
# however little the database knows yet about the size of a new snapshot.
_PEOPLE: Final = """
SELECT coalesce(json_agg(json_build_array(
           n.id, n.person_id, n.key_id, n.address, n.language, n.merge,
           CASE WHEN asked.id IS NULL OR joined.already THEN false
                WHEN asked.address_mac IS NULL THEN NULL
                ELSE NOT EXISTS (SELECT FROM people_suppression AS gone
                      WHERE gone.channel = %(channel)s AND gone.address_mac = asked.address_mac) END,
           begun.already AND EXISTS (SELECT FROM delivery_outcome AS o
                WHERE o.parcel_id = %(parcel)s AND o.recipient_id = n.id),
           CASE WHEN joined.already THEN %(joined)s ELSE '' END) ORDER BY n.position),
       '[]')::text
  FROM delivery_recipient AS n
  CROSS JOIN (SELECT EXISTS (SELECT FROM delivery_outcome WHERE parcel_id = %(parcel)s)) AS begun (already)
  LEFT JOIN LATERAL (
       SELECT k.id, k.address_mac, k.person_id
         FROM people_consentstate AS said JOIN people_identitykey AS k ON k.id = said.key_id
        WHERE said.key_id = n.key_id AND said.purpose = %(purpose)s AND said.channel = %(channel)s
          AND said.state = 'granted' AND k.person_id IS NOT NULL LIMIT 1) AS asked ON true
  LEFT JOIN LATERAL (
       SELECT true AS already
         FROM people_identitykey AS theirs JOIN delivery_recipient AS twin ON twin.key_id = theirs.id
        WHERE asked.person_id <> n.person_id AND theirs.person_id = asked.person_id
          AND twin.snapshot_id = n.snapshot_id AND twin.id <> n.id
          AND (twin.person_id = asked.person_id OR twin.id < n.id) LIMIT 1) AS joined ON true
 WHERE n.snapshot_id = %(snapshot)s AND n.zone = %(zone)s
   AND n.position BETWEEN %(first)s AND %(last)s
   AND (%(retry_of)s::bigint IS NULL OR EXISTS (
        SELECT FROM delivery_outcome AS o WHERE o.parcel_id = %(retry_of)s
           AND o.recipient_id = n.id AND o.kind = 'temporary'))
"""


class Person(msgspec.Struct, array_like=True, gc=False):
    """One recipient in a claimed parcel; their place in it is the same at every claim.

    Read a thousand at once, straight from what the database says, and holding nothing that could hold it.
    """

    recipient_id: int
    person_id: int
    key_id: int
    address: str
    language: str
    merge: dict[str, Any]
    # Whether they may still be written to, read when the parcel was claimed.
    open: bool | None
    # Whether this parcel holds an outcome for them already: an earlier claim got so far.
    done: bool
    # Why they are left out, where it is not that they said no.
    why: str = ""
    # What the message is named as: a seed in a lane is no recipient (W2).
    sort: tokens.Sort = tokens.RECIPIENT


_read: Final = msgspec.json.Decoder(list[Person]).decode


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
    capped: bool
    people: Sequence[Person] = ()


def cut(release: Release, *, waves: Sequence[int]) -> int:
    """Make the parcels of a release, by wave and zone; returns how many people are in them."""
    # At a low rate parcels are small, so that somebody who stops now is left out within seconds.
    size = min(SIZE, max(SMALLEST, release.per_minute // 6)) if release.per_minute else SIZE
    values: dict[str, Any] = {
        "bounds": list(itertools.accumulate(waves)),
        "snapshot": release.snapshot_id,
        "size": size,
        "first_size": min(size, plan.portion(release.trickle)) if release.trickle else size,
        "release": release.pk,
    }
    with connection.cursor() as cursor:
        cursor.execute(claiming.CUT, values)
        return sum(row[0] for row in cursor.fetchall())


def claim(*, worker: str, channels: Sequence[str], token: Token) -> Claimed | None:
    """Claim the next parcel, if any may be sent now, with its people as they stand now."""
    with transaction.atomic():
        found = _claim(worker, channels, token)
        if found is not None:
            fault("lease.before_commit")
    if found is not None:
        fault("lease.after_commit")
    return found


def _claim(worker: str, channels: Sequence[str], token: Token) -> Claimed | None:
    values: dict[str, Any] = {
        "worker": worker,
        "channels": list(channels),
        "instance": token.instance,
        "generation": token.generation,
    }
    with connection.cursor() as cursor:
        now = claiming.turn(cursor) + clock.story_offset()
        values["now"] = now
        cursor.execute(claiming.CLAIM, values)
        row = cursor.fetchone()
    if row is None:
        return None
    bare = Claimed(*row)
    audit.record(
        by=_PUMP,
        verb="parcel.claimed",
        subject=bare.subject,
        at=bare.claimed_at,
        parcel=bare.parcel_id,
        worker=worker,
    )
    return replace(bare, people=_placed(bare, _people(bare), now))


def _placed(parcel: Claimed, people: list[Person], now: datetime) -> list[Person]:
    """The same people, without those who were written to often enough this week (D14)."""
    wanted = [one.person_id for one in people if one.open and not one.done]
    full = slots.full(parcel, wanted, now=now)
    if not full:
        return people
    return [
        msgspec.structs.replace(one, open=False, why=FULL_WEEK)
        if one.person_id in full and one.open
        else one
        for one in people
    ]


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
        "joined": JOINED,
    }
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, values)
        people = _read(cursor.fetchone()[0])
    unsure = [one for one in people if one.open is None]
    if unsure:
        # Keys from before fingerprints were kept beside them: theirs are made now.
        closed = suppressions.among(parcel.channel, [one.address for one in unsure])
        for one in unsure:
            one.open = one.address not in closed
    return people


def retry_later(parcel_id: int, *, passing: int, temporary: int) -> None:
    """Give those who answered "not now" a parcel of their own, some minutes on (engines.md 7).

    From the third pass on it belongs to the last wave: one full mailbox must not hold back everybody.
    """
    wait = timedelta(minutes=min(120, 5 * 3 ** (passing - 1)))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO delivery_parcel (release_id, number, wave, passing, retry_of_id,"
            " first_position, last_position, zone, size, state, worker, not_before)"
            " SELECT release_id, number + %s, CASE WHEN passing + 1 >= %s THEN (SELECT max(w.wave)"
            "   FROM delivery_parcel AS w WHERE w.release_id = p.release_id) ELSE wave END,"
            " passing + 1, id, first_position, last_position, zone, %s, 'pending', '', %s"
            " FROM delivery_parcel AS p WHERE id = %s",
            [_RETRY_NUMBERS, _LATE, temporary, clock.now() + wait, parcel_id],
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


def held_numbers(worker: str) -> list[int]:
    """Which parcels a worker holds, without their people."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM delivery_parcel WHERE state = 'claimed' AND worker = %s", [worker]
        )
        return [row[0] for row in cursor.fetchall()]


def held(worker: str) -> list[Claimed]:
    """Every parcel a worker holds, with its people in the order of the journal."""
    with connection.cursor() as cursor:
        cursor.execute(claiming.HELD, [worker])
        rows = cursor.fetchall()
    bare = [Claimed(*row) for row in rows]
    return [replace(one, people=_people(one)) for one in bare]
