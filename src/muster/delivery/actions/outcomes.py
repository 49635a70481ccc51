"""Appends what became of messages, and ends or gives back the parcel they were in.

All of it is one transaction, fenced by the worker: who lost the parcel writes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection, transaction

from muster.activity import actions as activity
from muster.activity.facts import Block, NewFact
from muster.audit import actions as audit
from muster.delivery.actions import parcels, staged
from muster.delivery.actions.parcels import Claimed
from muster.delivery.models import CaughtMessage, Kind, Release
from muster.kit import actors, arrays, clock
from muster.kit.faults import fault

# What the person’s own timeline should tell.
_TOLD: Final = {Kind.ACCEPTED, Kind.REFUSED, Kind.UNKNOWN}
_PUMP: Final = actors.system("pump")


class ParcelLost(RuntimeError):
    """Another worker holds this parcel now; nothing was written."""


_TAKEN: Final = """
INSERT INTO delivery_outcome (release_id, parcel_id, recipient_id, kind, code, detail, handed_at, at)
SELECT %(release)s, %(parcel)s, t.recipient_id, 'accepted', %(code)s, '',
       to_timestamp(%(began)s) + t.handed * interval '1 microsecond',
       to_timestamp(%(began)s) + t.ended * interval '1 microsecond'
  FROM unnest(%(recipients)s::bigint[], %(handed)s::bigint[], %(ended)s::bigint[])
       AS t (recipient_id, handed, ended)
"""


@dataclass(slots=True)
class Ended:
    """What became of one message of a parcel."""

    recipient_id: int
    key_id: int
    kind: str
    code: int
    detail: str
    handed_at: datetime | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Taken:
    """Messages of a parcel that were simply accepted, as nearly all are: columns, not rows.

    ``code`` is the answer all of them got; ``handed`` and ``ended`` are microseconds after ``began``,
    seconds since 1970.
    """

    code: int
    began: float
    recipients: Sequence[int]
    keys: Sequence[int]
    handed: Sequence[int]
    ended: Sequence[int]


@dataclass(frozen=True, slots=True)
class Caught:
    """A message training kept."""

    address: str
    title: str
    message_id: str
    person_id: int | None
    recipient_id: int
    raw: bytes


@transaction.atomic
def append(
    parcel: Claimed,
    ended: Sequence[Ended],
    *,
    worker: str,
    title: str,
    taken: Sequence[Taken] = (),
    caught: Sequence[Caught] = (),
    unsure: bool = False,
) -> None:
    """Write outcomes of a parcel that goes on, so that its progress shows."""
    _hold(parcel, worker)
    written = _written(parcel) if unsure else frozenset()
    _write(parcel, _without(written, ended), title)
    _take_down(parcel, taken, title, written=written)
    _keep(parcel, caught)


@transaction.atomic
def finish(
    parcel: Claimed,
    ended: Sequence[Ended],
    *,
    worker: str,
    title: str,
    left: Sequence[tuple[int, int]],
    taken: Sequence[Taken] = (),
    caught: Sequence[Caught] = (),
    unsure: bool = False,
) -> None:
    """End a parcel. ``left`` are its untouched (recipient, key): they wait, or it is too late for them."""
    _hold(parcel, worker)
    written = _written(parcel) if unsure else frozenset()
    everything = _without(written, ended)
    if left and (end := _over(parcel)):
        now = clock.db_now()
        everything += [Ended(person, key, Kind.EXPIRED, 0, end, None, now) for person, key in left]
        left = ()
    _write(parcel, everything, title)
    _take_down(parcel, taken, title, written=written)
    _keep(parcel, caught)
    at, temporary = _set_state(parcel, "pending" if left else "finished")
    if temporary and not left:
        parcels.retry_later(parcel.parcel_id, passing=parcel.passing, temporary=temporary)
    audit.record(
        by=_PUMP,
        verb="parcel.returned" if left else "parcel.finished",
        subject=parcel.subject,
        at=at,
        parcel=parcel.parcel_id,
        worker=worker,
        untouched=len(left),
    )
    fault("complete.before_commit")
    transaction.on_commit(lambda: fault("record.after_commit"))


def _hold(parcel: Claimed, worker: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM delivery_parcel WHERE id = %s AND worker = %s AND state = 'claimed'"
            " FOR UPDATE",
            [parcel.parcel_id, worker],
        )
        if cursor.fetchone() is None:
            raise ParcelLost(f"parcel {parcel.parcel_id} is not {worker}’s any more")


def _over(parcel: Claimed) -> str:
    state = Release.objects.filter(pk=parcel.release_id).values_list("state", flat=True).get()
    if state == Release.State.CANCELLED:
        return "cancelled"
    return "too late" if clock.now() >= parcel.not_after else ""


def _written(parcel: Claimed) -> frozenset[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT recipient_id FROM delivery_outcome WHERE parcel_id = %s", [parcel.parcel_id]
        )
        return frozenset(row[0] for row in cursor.fetchall())


def _without(written: frozenset[int], ended: Sequence[Ended]) -> list[Ended]:
    return [one for one in ended if one.recipient_id not in written]


def _write(parcel: Claimed, ended: Sequence[Ended], title: str) -> None:
    if not ended:
        return
    with connection.cursor() as cursor:
        with cursor.copy(
            "COPY delivery_outcome (release_id, parcel_id, recipient_id, kind, code, detail,"
            " handed_at, at) FROM STDIN"
        ) as copy:
            for one in ended:
                copy.write_row(
                    (
                        parcel.release_id,
                        parcel.parcel_id,
                        one.recipient_id,
                        one.kind,
                        one.code,
                        one.detail,
                        one.handed_at,
                        one.at,
                    )
                )
    activity.append(
        [
            NewFact(
                kind=f"message.{one.kind}",
                key_id=one.key_id,
                at=one.at,
                source="delivery",
                ref=parcel.subject,
                data={"title": title},
            )
            for one in ended
            if one.kind in _TOLD
        ]
    )


def _take_down(
    parcel: Claimed, taken: Sequence[Taken], title: str, *, written: frozenset[int]
) -> None:
    for block in taken:
        fresh = [n for n, each in enumerate(block.recipients) if each not in written]
        if not fresh:
            continue
        values: dict[str, Any] = {
            "release": parcel.release_id,
            "parcel": parcel.parcel_id,
            "code": block.code,
            "began": block.began,
            "recipients": arrays.integers(block.recipients[n] for n in fresh),
            "handed": arrays.integers(block.handed[n] for n in fresh),
            "ended": arrays.integers(block.ended[n] for n in fresh),
        }
        with connection.cursor() as cursor:
            cursor.execute(_TAKEN, values)
        activity.append_block(
            Block(
                kind="message.accepted",
                source="delivery",
                ref=parcel.subject,
                data={"title": title},
                began=block.began,
                keys=[block.keys[n] for n in fresh],
                # A timeline tells no shorter times than milliseconds.
                after=[block.ended[n] // 1000 for n in fresh],
            )
        )


def _keep(parcel: Claimed, caught: Sequence[Caught]) -> None:
    if not caught:
        return
    now = clock.db_now()
    CaughtMessage.objects.bulk_create(
        CaughtMessage(
            sort=CaughtMessage.Sort.BROADCAST,
            address=one.address,
            title=one.title[:300],
            subject=parcel.subject,
            person_id=one.person_id,
            recipient_id=one.recipient_id,
            message_id=one.message_id,
            raw=one.raw,
            at=now,
        )
        for one in caught
    )
    staged.hear_from(parcel, caught)


def _set_state(parcel: Claimed, state: str) -> tuple[datetime, int]:
    """Returns when that was, and how many answered "not now"."""
    values: dict[str, Any] = {"id": parcel.parcel_id, "state": state}
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE delivery_parcel SET state = %(state)s,"
            " worker = CASE WHEN %(state)s = 'finished' THEN worker ELSE '' END,"
            " finished_at = CASE WHEN %(state)s = 'finished' THEN clock_timestamp() END"
            " WHERE id = %(id)s RETURNING clock_timestamp(), (SELECT count(*) FROM delivery_outcome"
            "   WHERE parcel_id = %(id)s AND kind = 'temporary')",
            values,
        )
        at, temporary = cursor.fetchone()
        return at, temporary
