"""Keeps what was heard until it is written down with the rest, or for the days in which its message may still appear.

That a message arrived is told once for nearly each of millions and changes nothing that is urgent: it is put
aside in one statement and heard with thousands of others a moment later. A message this database does not know
may appear after a restore, or where a provider is quicker than our own commit. Only a proved name comes this
far, so nobody outside can fill the table.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import connection, transaction

from muster.activity import actions as activity
from muster.activity.facts import NewFact
from muster.audit import actions as audit
from muster.delivery import documents
from muster.delivery.models import EarlyReceipt, Receipt, Recipient
from muster.kit import actors, clock

KEPT: Final = timedelta(days=7)
_BATCH: Final = 500
_TOGETHER: Final = 5_000
# All that is told of arrivals, in one statement: the receipt once whoever repeats it, and those whose first it
# is, for their timeline. Of a reduced snapshot nobody is left to be told of (S8).
_ARRIVED: Final = """
WITH due AS MATERIALIZED (
    SELECT * FROM delivery_earlyreceipt WHERE kind = 'delivered' AND EXISTS (
           SELECT FROM delivery_recipient AS n JOIN delivery_release AS r ON r.snapshot_id = n.snapshot_id
            WHERE n.id = recipient_id)
     ORDER BY id LIMIT %(many)s FOR UPDATE SKIP LOCKED),
named AS MATERIALIZED (
    SELECT due.*, n.key_id, r.id AS release_id, r.subject, r.document_id
      FROM due JOIN delivery_recipient AS n ON n.id = due.recipient_id
      CROSS JOIN LATERAL (
           SELECT * FROM delivery_release WHERE snapshot_id = n.snapshot_id
            ORDER BY released_at DESC, id DESC LIMIT 1) AS r),
kept AS (
    INSERT INTO delivery_receipt (release_id, recipient_id, kind, source, event, code, detail, at, heard_at)
    SELECT release_id, recipient_id, kind, source, event, code, detail, at, heard_at FROM named
     WHERE key_id > 0 ON CONFLICT (source, event) DO NOTHING RETURNING source, event),
gone AS (DELETE FROM delivery_earlyreceipt WHERE id IN (SELECT id FROM due) RETURNING id)
SELECT DISTINCT ON (named.recipient_id) named.key_id, named.at, named.subject, named.document_id
  FROM named JOIN kept USING (source, event)
 WHERE NOT EXISTS (SELECT FROM delivery_receipt AS before
                    WHERE before.recipient_id = named.recipient_id AND before.kind = 'delivered')
 ORDER BY named.recipient_id, named.id
"""
_PUMP: Final = actors.system("pump")


def keep(
    *,
    recipient_id: int,
    kind: str,
    at: datetime,
    source: str,
    event: str,
    code: str,
    detail: str,
) -> bool:
    """Put it aside; the same event again is the same row. Returns whether it was new here."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO delivery_earlyreceipt (recipient_id, kind, at, source, event, code, detail,"
            " heard_at) VALUES (%s, %s, %s, %s, %s, %s, %s, clock_timestamp())"
            " ON CONFLICT (source, event) DO NOTHING",
            [recipient_id, kind, at, source, event, code, detail],
        )
        return bool(cursor.rowcount)


def tend(now: datetime) -> int:
    """Hear what has a message now, and drop what waited too long; returns how many rows went."""
    del now  # how long it waited is measured by the database, not by a story
    # Asked every second, and nearly always there is nothing.
    return _arrive() + _hear() + _drop() if EarlyReceipt.objects.exists() else 0


def _arrive() -> int:
    """Hear of arrivals, thousands in one transaction; returns how many were new to their timelines."""
    told = 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_ARRIVED, {"many": _TOGETHER})
            first = cursor.fetchall()
            activity.append([_arrival(*row) for row in first])
        told += len(first)
        if len(first) < _TOGETHER:
            return told


def _arrival(key_id: int, at: datetime, subject: str, document_id: int) -> NewFact:
    return NewFact(
        kind="message.delivered", key_id=key_id, at=at, source="delivery", ref=subject,
        data={"title": documents.title(document_id)},
    )  # fmt: skip


def _hear() -> int:
    from muster.delivery.actions.receipts import hear

    known = Recipient.objects.filter(pk__in=EarlyReceipt.objects.values("recipient_id"))
    known = known.filter(snapshot__releases__isnull=False)
    waiting = EarlyReceipt.objects.filter(recipient_id__in=known.values("pk"))
    waiting = waiting.exclude(kind=Receipt.Kind.DELIVERED).order_by("id")
    rows = list(waiting[:_BATCH])
    for row in rows:
        with transaction.atomic():
            hear(
                recipient_id=row.recipient_id, kind=row.kind, at=row.at, source=row.source,
                event=row.event, code=row.code, detail=row.detail, by=_PUMP,
            )  # fmt: skip
            row.delete()
    return len(rows)


@transaction.atomic
def _drop() -> int:
    late = EarlyReceipt.objects.filter(heard_at__lt=clock.db_now() - KEPT)
    number, _each = late.delete()
    if number:
        audit.record(by=_PUMP, verb="receipts.dropped", subject="delivery", number=number)
    return number
