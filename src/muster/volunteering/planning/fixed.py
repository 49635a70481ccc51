"""What a plan may not touch: whom somebody accepted, and whom somebody declined."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from django.db import connection

from muster.kit import arrays
from muster.volunteering.fitness import Demand

Pairs = set[tuple[int, int]]

# Whoever has signed up already counts among those who are in.
_ACCEPTED: Final = """
SELECT g.shift_id, k.person_id FROM volunteering_suggestion g JOIN people_identitykey k ON k.id = g.key_id
 WHERE g.shift_id = ANY (%s::bigint[]) AND g.accepted_at IS NOT NULL AND k.person_id IS NOT NULL
   AND NOT EXISTS (
     SELECT FROM volunteering_signup u JOIN people_identitykey o ON o.id = u.key_id
      WHERE u.shift_id = g.shift_id AND o.person_id = k.person_id)"""
_DECLINED: Final = """
SELECT g.shift_id, k.person_id FROM volunteering_suggestion g JOIN people_identitykey k ON k.id = g.key_id
 WHERE g.shift_id = ANY (%s::bigint[]) AND g.declined_at IS NOT NULL AND k.person_id IS NOT NULL"""


def accepted(wanted: Sequence[Demand]) -> Pairs:
    """Shift and person of everybody who was accepted and has not signed up yet: their place is kept."""
    return _pairs(_ACCEPTED, wanted)


def declined(wanted: Sequence[Demand]) -> Pairs:
    """Shift and person of everybody about whom the decision was no."""
    return _pairs(_DECLINED, wanted)


def within(accepted: Collection[tuple[int, int]], wanted: Sequence[Demand]) -> Pairs:
    """Those of them that are about these shifts."""
    shifts = {one.shift_id for one in wanted}
    return {(shift, person) for shift, person in accepted if shift in shifts}


def _pairs(sql: str, wanted: Sequence[Demand]) -> Pairs:
    with connection.cursor() as cursor:
        cursor.execute(sql, [arrays.integers(one.shift_id for one in wanted)])
        return set(cursor.fetchall())
