"""Which mass message somebody was written to last: a text names nothing it answers, so time has to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection

from muster.delivery.models import Recipient
from muster.kit import clock

WITHIN: Final = timedelta(days=7)
# Accepted, unknown, or in a worker's hands without an end yet: an answer may be quicker than our own record.
_LAST: Final = """
SELECT DISTINCT ON (key_id) key_id, id, at FROM (
    SELECT n.key_id, n.id, coalesce(
        (SELECT max(o.at) FROM delivery_outcome AS o WHERE o.recipient_id = n.id
            AND o.release_id = r.id AND o.kind IN ('accepted', 'unknown')),
        (SELECT max(p.claimed_at) FROM delivery_parcel AS p WHERE p.release_id = r.id
            AND p.state = 'claimed' AND p.zone = n.zone
            AND n.position BETWEEN p.first_position AND p.last_position
            AND NOT EXISTS (SELECT FROM delivery_outcome AS o
                             WHERE o.parcel_id = p.id AND o.recipient_id = n.id))) AS at
      FROM delivery_recipient AS n JOIN delivery_release AS r ON r.snapshot_id = n.snapshot_id
     WHERE n.key_id = ANY(%(keys)s) AND r.channel = %(channel)s AND r.released_at > %(since)s) AS written
 WHERE at > %(since)s ORDER BY key_id, at DESC, id DESC
"""


@dataclass(frozen=True, slots=True)
class Written:
    """One message of a broadcast to one address, and when it left."""

    recipient: Recipient
    at: datetime


def written_to(key_id: int, channel: str) -> Written | None:
    """The newest mass message of a channel to a key within a week, if there is one."""
    return written_to_each([key_id], channel).get(key_id)


def written_to_each(key_ids: Sequence[int], channel: str) -> dict[int, Written]:
    """The same for many keys at once; those who were not written to are not in it."""
    values: dict[str, Any] = {
        "keys": list(key_ids), "channel": channel, "since": clock.db_now() - WITHIN,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_LAST, values)
        rows = cursor.fetchall()
    if not rows:
        return {}
    found = Recipient.objects.select_related("snapshot").in_bulk([row[1] for row in rows])
    # Outcomes are dated by the real clock; what we compare with is dated by the business one.
    ahead = clock.story_offset()
    return {key: Written(found[number], at + ahead) for key, number, at in rows}
