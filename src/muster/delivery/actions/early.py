"""Keeps what was heard of a message this database does not know, for the days in which it may still appear.

That happens after a restore, and where a provider is quicker than our own commit. Only a proved name
comes this far, so nobody outside can fill the table.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import connection, transaction

from muster.audit import actions as audit
from muster.delivery.models import EarlyReceipt, Recipient
from muster.kit import actors, clock

KEPT: Final = timedelta(days=7)
_BATCH: Final = 500
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
) -> None:
    """Put it aside; the same event again is the same row."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO delivery_earlyreceipt (recipient_id, kind, at, source, event, code, detail,"
            " heard_at) VALUES (%s, %s, %s, %s, %s, %s, %s, clock_timestamp())"
            " ON CONFLICT (source, event) DO NOTHING",
            [recipient_id, kind, at, source, event, code, detail],
        )


def tend(now: datetime) -> int:
    """Hear what has a message now, and drop what waited too long; returns how many rows went."""
    del now  # how long it waited is measured by the database, not by a story
    # Asked every second, and nearly always there is nothing.
    return _hear() + _drop() if EarlyReceipt.objects.exists() else 0


def _hear() -> int:
    from muster.delivery.actions.receipts import hear

    known = Recipient.objects.filter(pk__in=EarlyReceipt.objects.values("recipient_id"))
    known = known.filter(snapshot__releases__isnull=False)
    waiting = EarlyReceipt.objects.filter(recipient_id__in=known.values("pk")).order_by("id")
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
