"""Who of a snapshot may be written to at this moment: the live half of every promise about stopping."""

from __future__ import annotations

from typing import Any, Final

from django.db import connection

from muster.delivery import suppressions
from muster.delivery.models import Snapshot

# Joined to a recipient ``n``; the key must still belong to somebody who still says yes.
SAID_YES: Final = """EXISTS (
    SELECT FROM people_consentstate AS said JOIN people_identitykey AS k ON k.id = said.key_id
     WHERE said.key_id = n.key_id AND said.channel = %(channel)s AND said.purpose = %(purpose)s
       AND said.state = 'granted' AND k.person_id IS NOT NULL)"""
_BATCH: Final = 10_000


def now_reachable(snapshot: Snapshot) -> int:
    """How many of the frozen recipients still say yes and are not suppressed."""
    values: dict[str, Any] = {
        "snapshot": snapshot.pk,
        "channel": snapshot.channel,
        "purpose": snapshot.purpose,
    }
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM delivery_recipient n WHERE n.snapshot_id = %(snapshot)s"
            f" AND {SAID_YES}",
            values,
        )
        said_yes: int = cursor.fetchone()[0]
        cursor.execute(
            "SELECT count(*) FROM people_suppression WHERE channel = %(channel)s", values
        )
        # A list shorter than the margin cannot change the answer, so it is not read.
        if cursor.fetchone()[0] * 2 < said_yes - snapshot.size // 2:
            return said_yes
        cursor.execute(
            f"SELECT n.address FROM delivery_recipient n WHERE n.snapshot_id = %(snapshot)s"
            f" AND {SAID_YES}",
            values,
        )
        closed = 0
        while rows := cursor.fetchmany(_BATCH):
            closed += len(suppressions.among(snapshot.channel, [row[0] for row in rows]))
    return said_yes - closed
