"""Taking a tracking call at the door: deduplicated and stored before it is acknowledged.

The door runs without sight of any person. It adds an arrival and reads nothing; a worker does the rest.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import connection, transaction

from muster.kit import arrays, jobs
from muster.kit.binding import bound
from muster.sources.kinds.segment.calls import Dropped, Event
from muster.sources.kinds.segment.packing import pack
from muster.sources.models import WriteKey

_MARK: Final = """
WITH fresh AS (
  INSERT INTO sources_seenmessage (mark, at) SELECT mark, %s FROM unnest(%s) AS mark
  ON CONFLICT (mark) DO NOTHING RETURNING mark
)
SELECT count(*), string_agg(uuid_send(mark), ''::bytea) FROM fresh
"""
# What of a fingerprint is kept: 12 bytes, after 4 of the source’s number. Together it is as long as a uuid,
# which PostgreSQL stores without a word about its length.
_DIGEST: Final = 12
_SOURCE: Final = 4
_LENGTH: Final = _SOURCE + _DIGEST


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a call’s events: they add up to what was sent."""

    taken: int
    repeated: int
    dropped: tuple[Dropped, ...]


@dataclass(frozen=True, slots=True)
class Sent:
    """One call as it is handed in: whose it is, what it may do, and its events."""

    source_id: int
    power: str
    paused: bool
    received_at: datetime
    events: Sequence[Event | Dropped]


@transaction.atomic
def ingest(*, key: WriteKey, events: Iterable[Event | Dropped], received_at: datetime) -> Receipt:
    """Store the good events of one call. When the caller’s transaction commits, they are ours."""
    sent = Sent(key.source_id, key.power, key.source.paused, received_at, list(events))
    [receipt] = ingest_together(calls=[sent])
    if receipt.taken:
        transaction.on_commit(absorb_soon)
    return receipt


@transaction.atomic(savepoint=False)
def ingest_together(*, calls: Sequence[Sent]) -> list[Receipt]:
    """Store many calls in one transaction, each as if it had come alone; nobody is woken by it."""
    good = [_good(call) for call in calls]
    new = _marked({mark for events, _dropped in good for _e, mark in events if mark}, calls)
    receipts, arrivals, drops = [], [], dict[tuple[int, date], Counter[str]]()
    for call, (events, dropped) in zip(calls, good, strict=True):
        fresh = _fresh(events, new)
        receipts.append(Receipt(len(fresh), len(events) - len(fresh), dropped))
        if fresh:
            arrivals.append((call, [event for event, _mark in fresh]))
        if dropped:
            day = drops.setdefault((call.source_id, call.received_at.date()), Counter())
            day.update(drop.counted_as for drop in dropped)
    _store(arrivals)
    for (source_id, day_), codes in sorted(drops.items()):
        _count(source_id, codes, day_)
    return receipts


Marked = tuple[Event, bytes | None]


def _good(call: Sent) -> tuple[list[Marked], tuple[Dropped, ...]]:
    """The events worth keeping with their fingerprints, and those that are not kept."""
    sha256, source = hashlib.sha256, call.source_id.to_bytes(_SOURCE)
    events: list[Marked] = [
        (e, source + sha256(e.message_id.encode()).digest()[:_DIGEST] if e.message_id else None)
        for e in call.events
        if type(e) is Event
    ]
    dropped = tuple([event for event in call.events if isinstance(event, Dropped)])
    if call.paused:
        paused = [Dropped(n, "paused", "", e.message_id) for n, (e, _d) in enumerate(events)]
        return [], (*dropped, *paused)
    return events, dropped


def _marked(marks: set[bytes], calls: Sequence[Sent]) -> set[bytes]:
    """Those never seen before, marked as seen from now on; one value there and at most one back."""
    if not marks:
        return marks
    with bound() as cursor:
        # In one order everywhere, so that two doors with the same messages cannot lock each other.
        cursor.execute(_MARK, [calls[0].received_at, arrays.Uuids.of(sorted(marks))])
        count, told = cursor.fetchone() or (0, b"")
    if count == len(marks):
        return marks
    new = told or b""
    return {new[start : start + _LENGTH] for start in range(0, len(new), _LENGTH)}


def _fresh(events: list[Marked], new: set[bytes]) -> list[Marked]:
    """Events whose messageId is seen for the first time; those without one always pass."""
    fresh = []
    for event in events:
        mark = event[1]
        if mark is None:
            fresh.append(event)
        elif mark in new:
            new.discard(mark)
            fresh.append(event)
    return fresh


def _store(arrivals: Sequence[tuple[Sent, list[Event]]]) -> None:
    if not arrivals:
        return
    values = [
        value
        for call, events in arrivals
        for value in (call.source_id, call.power, call.received_at, pack(events), len(events))
    ]
    rows = ", ".join(["(%s, %s, %s, %s, %s, 0, '')"] * len(arrivals))
    with bound() as cursor:
        # Raw, because an ORM insert reads the row back, and this door may read none.
        cursor.execute(
            "INSERT INTO sources_arrival"
            f" (source_id, power, received_at, events, count, tries, problem) VALUES {rows}",
            values,
        )


def count_drops(source_id: int, codes: Counter[str], at: datetime) -> None:
    """Add to the day’s count of what a source had dropped, and why."""
    if codes:
        _count(source_id, codes, at.date())


def _count(source_id: int, codes: Counter[str], day: date) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO sources_refusal AS mine (source_id, day, code, count) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (source_id, day, code) DO UPDATE SET count = mine.count + excluded.count",
            [(source_id, day, code, count) for code, count in sorted(codes.items())],
        )


def absorb_soon() -> None:
    """Wake a worker; one that is already called for will find this arrival too."""
    from muster.sources import tasks

    jobs.soon(tasks.absorb)
