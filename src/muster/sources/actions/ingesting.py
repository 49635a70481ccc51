"""Taking a tracking call at the door: deduplicated and stored before it is acknowledged.

The door runs without sight of any person. It adds an arrival and reads nothing; a worker does the rest.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import connection, transaction

from muster.sources.kinds.segment.calls import Dropped, Event
from muster.sources.models import WriteKey


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a call’s events: they add up to what was sent."""

    taken: int
    repeated: int
    dropped: tuple[Dropped, ...]


@transaction.atomic
def ingest(*, key: WriteKey, events: Iterable[Event | Dropped], received_at: datetime) -> Receipt:
    """Store the good events of one call. When the caller’s transaction commits, they are ours."""
    sent = list(events)
    good = [event for event in sent if isinstance(event, Event)]
    dropped = [event for event in sent if isinstance(event, Dropped)]
    if key.source.paused:
        dropped += [Dropped(n, "paused", "", e.message_id) for n, e in enumerate(good)]
        good = []
    fresh = _unseen(key, good, received_at)
    _store(key, fresh, received_at)
    count_drops(key.source_id, Counter(drop.counted_as for drop in dropped), received_at)
    return Receipt(len(fresh), len(good) - len(fresh), tuple(dropped))


def _unseen(key: WriteKey, events: Sequence[Event], at: datetime) -> list[Event]:
    """Events whose messageId was never seen from this source; those without one always pass."""
    digests = {e.message_id: _digest(e.message_id) for e in events if e.message_id}
    if not digests:
        return list(events)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO sources_seenmessage (source_id, digest, at)"
            " SELECT %s, d, %s FROM unnest(%s::bytea[]) AS d ORDER BY d"
            " ON CONFLICT (source_id, digest) DO NOTHING RETURNING digest",
            [key.source_id, at, list(digests.values())],
        )
        new = {bytes(row[0]) for row in cursor.fetchall()}
    fresh = []
    for event in events:
        if not event.message_id:
            fresh.append(event)
        elif digests[event.message_id] in new:
            new.discard(digests[event.message_id])
            fresh.append(event)
    return fresh


def _digest(message_id: str) -> bytes:
    return hashlib.sha256(message_id.encode()).digest()[:16]


def _store(key: WriteKey, events: Sequence[Event], received_at: datetime) -> None:
    if not events:
        return
    with connection.cursor() as cursor:
        # Raw, because an ORM insert reads the row back, and this door may read none.
        cursor.execute(
            "INSERT INTO sources_arrival (source_id, power, received_at, events, tries, problem)"
            " VALUES (%s, %s, %s, %s::jsonb, 0, '')",
            [key.source_id, key.power, received_at, json.dumps([_plain(e) for e in events])],
        )
    transaction.on_commit(absorb_soon)


def _plain(event: Event) -> dict[str, object]:
    return {**asdict(event), "at": event.at.isoformat()}


def count_drops(source_id: int, codes: Counter[str], at: datetime) -> None:
    """Add to the day’s count of what a source had dropped, and why."""
    if not codes:
        return
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO sources_refusal AS mine (source_id, day, code, count) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (source_id, day, code) DO UPDATE SET count = mine.count + excluded.count",
            [(source_id, at.date(), code, count) for code, count in sorted(codes.items())],
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
