"""Lifts out the facts of one source that was taken back, and blanks what an erased person’s facts said.

Only the undo of a mistaken import may ask for it, and only for keys it names; facts of anybody else
about the same keys stay.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection, transaction

from muster.kit.erasing import erasing


@transaction.atomic
def retract(*, source: str, key_ids: Sequence[int]) -> int:
    """Remove what ``source`` told of these keys. Returns how many facts went."""
    if not key_ids:
        return 0
    with erasing(), connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM activity_fact f USING activity_source s"
            " WHERE s.name = %s AND f.source_id = s.id AND f.key_id = ANY(%s)",
            [source, list(key_ids)],
        )
        gone: int = cursor.rowcount
    return gone


def keys_others_told_of(*, source: str, key_ids: Sequence[int]) -> set[int]:
    """Those keys that anybody but ``source`` knows a fact of."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT f.key_id FROM activity_fact f JOIN activity_source s"
            " ON s.id = f.source_id WHERE f.key_id = ANY(%s) AND s.name <> %s",
            [list(key_ids), source],
        )
        return {row[0] for row in cursor.fetchall()}


@transaction.atomic
def blank(*, key_ids: Sequence[int]) -> int:
    """Take the words out of the facts about these keys; that they happened, and when, stays countable.

    Only an erasure may ask for it, while the keys still stand. Returns how many facts said something.
    """
    if not key_ids:
        return 0
    with erasing(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE activity_fact SET data = NULL WHERE key_id = ANY(%s) AND data IS NOT NULL",
            [list(key_ids)],
        )
        blanked: int = cursor.rowcount
    return blanked
