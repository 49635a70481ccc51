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

from muster.sources.kinds.segment.calls import Dropped, Event
from muster.sources.kinds.segment.packing import pack
from muster.sources.models import WriteKey

_DIGEST: Final = 16
_MARK: Final = """
WITH fresh AS (
  INSERT INTO sources_seenmessage (source_id, digest, at)
  SELECT %s, substring(told.every FROM 16 * n + 1 FOR 16), %s
    FROM (SELECT %s::bytea AS every) AS told, generate_series(0, %s - 1) AS n
  ON CONFLICT (source_id, digest) DO NOTHING RETURNING digest
)
SELECT count(*), string_agg(digest, ''::bytea) FROM fresh
"""


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


@transaction.atomic
def ingest_together(*, calls: Sequence[Sent]) -> list[Receipt]:
    """Store many calls in one transaction, each as if it had come alone; nobody is woken by it."""
    good = [_good(call) for call in calls]
    new = _unseen(calls, good)
    receipts, arrivals, drops = [], [], dict[tuple[int, date], Counter[str]]()
    for call, (events, dropped) in zip(calls, good, strict=True):
        fresh = _fresh(events, new.get(call.source_id, set()))
        receipts.append(Receipt(len(fresh), len(events) - len(fresh), dropped))
        if fresh:
            arrivals.append((call, [event for event, _digest in fresh]))
        if dropped:
            day = drops.setdefault((call.source_id, call.received_at.date()), Counter())
            day.update(drop.counted_as for drop in dropped)
    _store(arrivals)
    for (source_id, day_), codes in sorted(drops.items()):
        _count(source_id, codes, day_)
    return receipts


Digested = tuple[Event, bytes | None]


def _good(call: Sent) -> tuple[list[Digested], tuple[Dropped, ...]]:
    """The events worth keeping with their fingerprints, and those that are not kept."""
    sha256 = hashlib.sha256
    events: list[Digested] = [
        (e, sha256(e.message_id.encode()).digest()[:_DIGEST] if e.message_id else None)
        for e in call.events
        if type(e) is Event
    ]
    dropped = tuple([event for event in call.events if isinstance(event, Dropped)])
    if call.paused:
        paused = [Dropped(n, "paused", "", e.message_id) for n, (e, _d) in enumerate(events)]
        return [], (*dropped, *paused)
    return events, dropped


def _unseen(
    calls: Sequence[Sent], good: Sequence[tuple[list[Digested], tuple[Dropped, ...]]]
) -> dict[int, set[bytes]]:
    """For each source the fingerprints never seen from it before, marked as seen from now on."""
    wanted: dict[int, set[bytes]] = {}
    for call, (events, _dropped) in zip(calls, good, strict=True):
        mine = wanted.setdefault(call.source_id, set())
        mine.update([digest for _event, digest in events if digest is not None])
    # In one order everywhere, so that two doors with the same messages cannot lock each other.
    for source_id, digests in sorted(wanted.items()):
        if digests:
            wanted[source_id] = _marked(source_id, digests, calls[0].received_at)
    return wanted


def _marked(source_id: int, digests: set[bytes], at: datetime) -> set[bytes]:
    """Those of the fingerprints that were new; one text there and at most one back."""
    with connection.cursor() as cursor:
        cursor.execute(_MARK, [source_id, at, b"".join(sorted(digests)), len(digests)])
        [count, told] = cursor.fetchone()
    if count == len(digests):
        return digests
    new = bytes(told or b"")
    return {new[start : start + _DIGEST] for start in range(0, len(new), _DIGEST)}


def _fresh(events: list[Digested], new: set[bytes]) -> list[Digested]:
    """Events whose messageId is seen for the first time; those without one always pass."""
    fresh = []
    for event in events:
        digest = event[1]
        if digest is None:
            fresh.append(event)
        elif digest in new:
            new.discard(digest)
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
    with connection.cursor() as cursor:
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
    from procrastinate.exceptions import AlreadyEnqueued

    from muster.sources import tasks

    try:
        with transaction.atomic():
            tasks.absorb.defer()
    except AlreadyEnqueued:
        return
