"""Whom a release reached, did not reach, or may have: as SELECTs of the ids of people, by address key.

A key is followed to whoever holds it now, so people merged since are found and erased ones are not.
Accepted and unknown are ends of a message: whoever is selected here waits for nothing more (H8).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from muster.delivery.models import Release

People = tuple[str, list[Any]]

_BY_OUTCOME: Final = """
SELECT DISTINCT k.person_id AS id
  FROM delivery_outcome AS o
  JOIN delivery_recipient AS n ON n.id = o.recipient_id
  JOIN people_identitykey AS k ON k.id = n.key_id
 WHERE o.release_id = %s AND k.person_id IS NOT NULL"""
_REST: Final = """
SELECT DISTINCT k.person_id AS id
  FROM delivery_recipient AS n
  JOIN people_identitykey AS k ON k.id = n.key_id
 WHERE n.snapshot_id = %s AND k.person_id IS NOT NULL AND k.person_id NOT IN (
       SELECT held.person_id FROM delivery_outcome AS o
         JOIN delivery_recipient AS got ON got.id = o.recipient_id
         JOIN people_identitykey AS held ON held.id = got.key_id
        WHERE o.release_id = %s AND o.kind IN ('accepted', 'unknown')
          AND held.person_id IS NOT NULL)"""

_UNHEARD: Final = """
   AND o.kind = 'unknown' AND o.at <= %s AND NOT EXISTS (
       SELECT FROM delivery_receipt AS heard
        WHERE heard.recipient_id = n.id AND heard.kind <> 'soft')"""


def reached(release: Release) -> People:
    """Those whose message was accepted, or may have been (C1)."""
    return f"{_BY_OUTCOME} AND o.kind IN ('accepted', 'unknown')", [release.pk]


def rest(release: Release) -> People:
    """Those no message of it can have reached; ask only once the release is over (H8)."""
    return _REST, [release.snapshot_id, release.pk]


def unknown(release: Release, *, until: datetime) -> People:
    """Those of whom nothing was heard though it is ``until`` since (D7)."""
    return f"{_BY_OUTCOME} {_UNHEARD}", [release.pk, until]
