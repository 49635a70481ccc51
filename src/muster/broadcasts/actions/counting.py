"""Counts that the page of a correction was asked for: how often on a day, and nothing of who asked (C2)."""

from django.db import connection, transaction

from muster.broadcasts.models import Broadcast
from muster.kit import clock


@transaction.atomic
def count_visit(*, broadcast: Broadcast) -> None:
    """One more today. Machines that follow every link are counted too; the page says so to staff."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO broadcasts_pagecount (broadcast_id, day, count) VALUES (%s, %s, 1)"
            " ON CONFLICT (broadcast_id, day)"
            " DO UPDATE SET count = broadcasts_pagecount.count + 1",
            [broadcast.pk, clock.now().date()],
        )
