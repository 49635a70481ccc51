"""Which needed skills rest on a proof, and who only says that they have them. For words, never a judgement."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final

from django.db import connection

from muster.kit import arrays
from muster.volunteering.fitness import Want
from muster.volunteering.models import Standing

_CLAIMS: Final = """
SELECT t.person_id FROM people_trait t
 WHERE t.person_id = ANY (%(people)s::bigint[]) AND t.kind = 'skill' AND t.to_at IS NULL
   AND t.value = ANY (%(skills)s)
 GROUP BY 1 HAVING count(DISTINCT t.value) = %(many)s"""


def proved(people: Collection[int], needs: Sequence[Want]) -> dict[int, frozenset[str]]:
    """The words of the needed skills that somebody of ours saw the evidence of, by person."""
    if not needs:
        return {}
    rows = Standing.objects.filter(
        key__person__in=people, skill__in=[want.skill_id for want in needs],
        state=Standing.State.PROVED, ended_at=None,
    )  # fmt: skip
    found: dict[int, frozenset[str]] = {}
    for person, slug in rows.values_list("key__person_id", "skill__slug"):
        if person is not None:
            found[person] = found.get(person, frozenset()) | {slug}
    return found


def claiming(people: Collection[int], needs: Sequence[Want]) -> set[int]:
    """Those of them who have every skill at least by their own word."""
    skills = sorted({want.slug for want in needs})
    if not skills or not people:
        return set(people)
    values: dict[str, Any] = {
        "people": arrays.integers(people),
        "skills": skills,
        "many": len(skills),
    }
    with connection.cursor() as cursor:
        cursor.execute(_CLAIMS, values)
        return {row[0] for row in cursor.fetchall()}
