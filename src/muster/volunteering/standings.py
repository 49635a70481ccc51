"""The only judge of “qualified”: who has every skill that a task needs, on the day it is needed.

A set of people goes in and the qualified among them come out, in one question to the database. A skill that
came with an import and that nobody ever said more about counts as claimed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final, Protocol

from django.db import connection

from muster.kit import arrays, clock

TRAIT: Final = "skill"

_JUDGED: Final = """
WITH asked AS (
  SELECT DISTINCT v.id, v.slug, a.proved AS said, a.proved OR v.needs_proof AS proved
    FROM unnest(%(skills)s::bigint[], %(proved)s::boolean[]) AS a (id, proved)
    JOIN volunteering_skill v ON v.id = a.id
), whom AS (
  SELECT DISTINCT id FROM unnest(%(people)s::bigint[]) AS u (id)
), holds AS MATERIALIZED (
  SELECT DISTINCT ON (k.person_id, s.skill_id) k.person_id, s.skill_id,
    CASE WHEN s.state = 'proved' AND s.until < %(on)s THEN 'expired' ELSE s.state END AS state
    FROM volunteering_standing s
    JOIN people_identitykey k ON k.id = s.key_id
    JOIN whom ON whom.id = k.person_id
   WHERE s.ended_at IS NULL AND s.skill_id = ANY (%(skills)s::bigint[])
   ORDER BY k.person_id, s.skill_id, s.at DESC, s.id DESC
), imported AS MATERIALIZED (
  SELECT DISTINCT t.person_id, asked.id AS skill_id
    FROM people_trait t
    JOIN whom ON whom.id = t.person_id
    JOIN asked ON t.kind = 'skill' AND t.value = asked.slug
   WHERE t.to_at IS NULL
), judged AS (
  SELECT whom.id AS person_id, asked.id AS skill_id, asked.said, CASE
     WHEN asked.proved THEN coalesce(holds.state = 'proved', false)
     WHEN holds.state IS NOT NULL THEN holds.state IN ('claimed', 'proved')
     ELSE imported.person_id IS NOT NULL
   END AS has
    FROM whom CROSS JOIN asked
    LEFT JOIN holds ON holds.person_id = whom.id AND holds.skill_id = asked.id
    LEFT JOIN imported ON imported.person_id = whom.id AND imported.skill_id = asked.id
)
"""
_QUALIFIED: Final = f"{_JUDGED} SELECT person_id FROM judged GROUP BY 1 HAVING bool_and(has)"
_LACKING: Final = f"{_JUDGED} SELECT skill_id, said FROM judged WHERE NOT has"


class Needed(Protocol):
    """A skill that is needed, and whether only a proof will do."""

    @property
    def skill_id(self) -> int: ...

    @property
    def proved(self) -> bool: ...


def qualified(
    people: Iterable[int], needs: Sequence[Needed], *, on: date | None = None
) -> set[int]:
    """Those of these people who have every skill on that day (today if none is named)."""
    asked = list(people)
    if not needs or not asked:
        return set(asked)
    return {row[0] for row in _judge(_QUALIFIED, asked, needs, on)}


def lacking(
    person: int, needs: Sequence[Needed], *, on: date | None = None
) -> set[tuple[int, bool]]:
    """What one person does not have of all this: each skill with whether a proof was asked for."""
    if not needs:
        return set()
    return {(row[0], row[1]) for row in _judge(_LACKING, [person], needs, on)}


def _judge(
    sql: str, people: Sequence[int], needs: Sequence[Needed], on: date | None
) -> list[tuple[Any, ...]]:
    values: dict[str, Any] = {
        "skills": arrays.integers([need.skill_id for need in needs]),
        "proved": [need.proved for need in needs],
        "people": arrays.integers(people),
        "on": on or clock.now().date(),
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
