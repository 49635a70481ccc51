"""Who fits, as something PostgreSQL can read on from: the lake’s answer where there is one, else the question itself.

It only proposes. Whoever freezes these people filters them again in one statement of PostgreSQL, by
consent, suppression and scope (S2), and dispatch once more (S4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from muster.audiences import compiler, lookup
from muster.audiences.lake.first import of_lake
from muster.audiences.sql import Sql

if TYPE_CHECKING:
    from muster.audiences.definition import Definition
    from muster.audiences.world import World
    from muster.kit.scope import Scope

_ONLY: Final = "SELECT unnest(%s::bigint[])"


def proposed(definition: Definition, scope: Scope, *, world: World | None = None) -> Sql:
    """Select the ids of everyone who fits at this very moment and whom the scope holds."""
    known = world or lookup.world([definition])
    found = _people(definition, scope, known, is_fresh=True)
    return compiler.members(definition, scope, known) if found is None else Sql(_ONLY, (found,))


def rows(definition: Definition, scope: Scope, *, world: World) -> Sql:
    """Return the FROM and WHERE of the same, for reads of a page that want more of a person, ``p``."""
    found = _people(definition, scope, world)
    if found is None:
        return compiler.member_rows(definition, scope, world)
    return Sql(f"FROM people_person p WHERE p.id IN ({_ONLY})", (found,))


def _people(
    definition: Definition, scope: Scope, world: World, *, is_fresh: bool = False
) -> list[int] | None:
    found: Any = of_lake("members", definition, scope, world=world, is_fresh=is_fresh)
    return None if found is None else found.tolist()
