"""Which mass message somebody was written to last: a text names nothing it answers, so time has to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection

from muster.delivery.models import Recipient
from muster.kit import clock

WITHIN: Final = timedelta(days=7)
# Accepted, unknown, or in a worker's hands without an end yet: an answer may be quicker than our own record.
_LAST: Final = """
SELECT id, at FROM (
    SELECT n.id, coalesce(
        (SELECT max(o.at) FROM delivery_outcome AS o WHERE o.recipient_id = n.id
            AND o.release_id = r.id AND o.kind IN ('accepted', 'unknown')),
        (SELECT max(p.claimed_at) FROM delivery_parcel AS p WHERE p.release_id = r.id
            AND p.state = 'claimed' AND p.zone = n.zone
            AND n.position BETWEEN p.first_position AND p.last_position
            AND NOT EXISTS (SELECT FROM delivery_outcome AS o
                             WHERE o.parcel_id = p.id AND o.recipient_id = n.id))) AS at
      FROM delivery_recipient AS n JOIN delivery_release AS r ON r.snapshot_id = n.snapshot_id
     WHERE n.key_id = %(key)s AND r.channel = %(channel)s AND r.released_at > %(since)s) AS written
 WHERE at > %(since)s ORDER BY at DESC, id DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Written:
    """One message of a broadcast to one address, and when it left."""

    recipient: Recipient
    at: datetime


def written_to(key_id: int, channel: str) -> Written | None:
    """The newest mass message of a channel to a key within a week, if there is one."""
    values: dict[str, Any] = {"key": key_id, "channel": channel, "since": clock.db_now() - WITHIN}
    with connection.cursor() as cursor:
        cursor.execute(_LAST, values)
        row = cursor.fetchone()
    if row is None:
        return None
    recipient = Recipient.objects.select_related("snapshot").get(pk=row[0])
    # Outcomes are dated by the real clock; what we compare with is dated by the business one.
    return Written(recipient, row[1] + clock.story_offset())
