"""A definition and a scope as one SELECT of person ids. The scope is always ANDed in, erased people are
always out, and a definition with a gap selects nobody.
"""

from typing import TYPE_CHECKING, TypeVar

from muster.audiences import lookup
from muster.audiences.definition import Cares, Definition, Everyone, Group, Member, Node
from muster.audiences.engines import Engine
from muster.audiences.engines.postgres import FALSE, Postgres
from muster.audiences.gaps import gaps
from muster.audiences.sql import Sql, joined
from muster.audiences.world import World
from muster.kit.scope import Scope

if TYPE_CHECKING:
    from sqlglot import exp

Answer = TypeVar("Answer")


def members(definition: Definition, scope: Scope, world: World | None = None) -> Sql:
    """Select the ids of those who fit and whom ``scope`` holds."""
    return member_rows(definition, scope, world).within("SELECT p.id ", "")


def member_rows(definition: Definition, scope: Scope, world: World | None = None) -> Sql:
    """Return the FROM and WHERE of ``members``, for reads that want more of a person, ``p``."""
    known = world or lookup.world([definition])
    fits = answer(definition, known, Postgres(known))
    return joined(
        "AND", (Sql("p.erased_at IS NULL AND p.joined_into IS NULL"), scoped(scope), fits)
    ).within("FROM people_person p WHERE ", "")


def plan(definition: Definition, scope: Scope, world: World | None = None) -> "exp.Select":
    """Select the same over the lake’s tables, as a tree that is written for DuckDB or for Spark.

    The lake’s table of people holds nobody erased or joined; whom a scope lets through is asked here.
    """
    from muster.audiences.engines import nodes
    from muster.audiences.engines.portable import Portable

    known = world or lookup.world([definition])
    engine = Portable(known)
    fits = engine.every((engine.within(scope), answer(definition, known, engine)))
    person = nodes.column("p", "id")
    return nodes.chosen(person).from_(nodes.table("people", "p")).where(fits)


def answer(definition: Definition, world: World, engine: Engine[Answer]) -> Answer:
    """Fold a whole definition through an engine; nobody where there is any gap (S3)."""
    if isinstance(definition, Everyone):
        return engine.everyone()
    if gaps(definition, world):
        return engine.nobody()
    return fold(definition, world, engine)


def fold(node: Node | Everyone, world: World, engine: Engine[Answer]) -> Answer:
    """Answer a node that has no gap, with other audiences and interests unfolded in place."""
    if isinstance(node, Everyone):
        return engine.everyone()
    if isinstance(node, Member):
        return fold(world.audiences[node.audience or 0].definition, world, engine)
    if isinstance(node, Cares):
        return fold(world.interests[node.interest or 0].definition, world, engine)
    if not isinstance(node, Group):
        return engine.holds(node)
    parts = [fold(item, world, engine) for item in node.items]
    if node.mode == "all":
        return engine.every(parts)
    return engine.some(parts) if node.mode == "any" else engine.neither(parts)


def scoped(scope: Scope) -> Sql:
    """Return what a scope lets through of ``p``."""
    if scope.everyone:
        return Sql("true")
    if scope.person_id is not None:
        return Sql("p.id = %s", (scope.person_id,))
    if not scope.regions:
        return FALSE
    return Sql("p.region_id IS NOT NULL AND p.region_id = ANY(%s)", (sorted(scope.regions),))
