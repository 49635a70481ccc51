"""How far audiences mean the same people: both, only the one, only the other. One pass over the people,
in which each condition is answered once a person, however many audiences share it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import connection

from muster.audiences import compiler
from muster.audiences.engines.postgres import Together
from muster.audiences.lake.first import of_lake

if TYPE_CHECKING:
    from collections.abc import Mapping

    from muster.audiences.definition import Definition
    from muster.audiences.world import World
    from muster.kit.scope import Scope

MOST: Final = 5


@dataclass(frozen=True, slots=True)
class Overlap:
    """How many fit both definitions, and how many only the one or the other."""

    both: int
    only_this: int
    only_that: int

    @property
    def together(self) -> int:
        """How many fit at least one of them; the three parts add up to it."""
        return self.both + self.only_this + self.only_that


def overlaps(
    this: Definition, those: Mapping[int, Definition], scope: Scope, *, world: World
) -> dict[int, Overlap]:
    """Compare one definition with some others, for whoever has this scope."""
    if not those:
        return {}
    quick: dict[int, Overlap] | None = of_lake("overlaps", this, those, scope, world=world)
    return _by_postgres(this, those, scope, world) if quick is None else quick


def _by_postgres(
    this: Definition, those: Mapping[int, Definition], scope: Scope, world: World
) -> dict[int, Overlap]:
    engine = Together(world)
    here = compiler.answer(this, world, engine)
    fits = [compiler.answer(one, world, engine) for one in those.values()]
    sums = ", ".join(
        f"count(*) FILTER (WHERE p.here AND p.there_{n}),"
        f" count(*) FILTER (WHERE p.here AND NOT p.there_{n}),"
        f" count(*) FILTER (WHERE NOT p.here AND p.there_{n})"
        for n in range(len(fits))
    )
    answers = "".join(f", ({one.text}) AS there_{n}" for n, one in enumerate(fits))
    inside, columns = compiler.scoped(scope), engine.columns()
    # The offsets keep the planner from asking a condition again wherever its column is used.
    text = (
        f"SELECT {sums} FROM (SELECT ({here.text}) AS here{answers} FROM (SELECT p.id{columns.text}"
        f" FROM people_person p WHERE p.erased_at IS NULL AND p.joined_into IS NULL"
        f" AND ({inside.text}) OFFSET 0) p OFFSET 0) p"
    )
    params = (
        *here.params,
        *(value for one in fits for value in one.params),
        *columns.params,
        *inside.params,
    )
    with connection.cursor() as cursor:
        cursor.execute(text, params)
        row = cursor.fetchone()
    return {number: Overlap(*row[at * 3 : at * 3 + 3]) for at, number in enumerate(those)}
