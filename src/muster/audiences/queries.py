"""Questions about an audience: how many, who for example, and why somebody is in or out."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from muster.audiences import compiler, lookup, reach
from muster.audiences.definition import (
    EMPTY,
    Definition,
    Everyone,
    Group,
    Malformed,
    Node,
    digest,
    load,
)
from muster.audiences.engines.postgres import Postgres, Together
from muster.audiences.gaps import Gap, gaps
from muster.audiences.lake.first import of_lake
from muster.audiences.models import Audience, Interest, Version
from muster.audiences.reach import Measure
from muster.audiences.sql import Sql
from muster.audiences.world import World
from muster.kit.scope import Scope
from muster.people.models import Person
from muster.places import queries as places


@dataclass(frozen=True, slots=True)
class Example:
    """One real member, with what staff recognise people by."""

    person_id: int
    name: str
    region: str | None
    country: str
    channels: tuple[str, ...]
    joined: datetime


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether one condition or group holds for one person. ``place`` is as in Gap."""

    place: str
    node: Node
    holds: bool
    inner: tuple["Verdict", ...] = ()


@dataclass(frozen=True, slots=True)
class Why:
    """Whether a person is in, and which parts decided. Gaps, where there are any, decide alone."""

    is_in: bool
    gaps: tuple[Gap, ...]
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class Values:
    """Names that a definition can mention: kinds of fact, tags and skills, sources."""

    facts: list[str]
    traits: list[str]
    sources: list[str]


def count(definition: Definition, scope: Scope, *, world: World | None = None) -> int:
    """Count the people who fit and whom the scope holds."""
    known = world or lookup.world([definition])
    quick: int | None = of_lake("count", definition, scope, world=known)
    if quick is not None:
        return quick
    rows = compiler.member_rows(definition, scope, known)
    return int(_rows(rows.within("SELECT count(*) ", ""))[0][0])


def sizes(definitions: Mapping[int, Definition], scope: Scope, *, world: World) -> dict[int, int]:
    """Count several definitions in one pass over the people."""
    if not definitions:
        return {}
    quick: dict[int, int] | None = of_lake("sizes", definitions, scope, world=world)
    if quick is not None:
        return quick
    engine = Together(world)
    fits = [compiler.answer(one, world, engine) for one in definitions.values()]
    select = ", ".join(f"count(*) FILTER (WHERE {one.text})" for one in fits)
    inside, answers = compiler.scoped(scope), engine.columns()
    # The offset keeps the planner from asking a condition again wherever its column is used.
    text = (
        f"SELECT {select} FROM (SELECT p.id{answers.text} FROM people_person p"
        f" WHERE p.erased_at IS NULL AND p.joined_into IS NULL AND ({inside.text}) OFFSET 0) p"
    )
    params = (*(value for one in fits for value in one.params), *answers.params, *inside.params)
    return dict(zip(definitions, _rows(Sql(text, params))[0], strict=True))


def measure(
    definition: Definition,
    scope: Scope,
    *,
    purpose: str = "news",
    world: World | None = None,
    draw: int | None = None,
) -> Measure:
    """Count those who fit by region, and by what stands in the way of each channel.

    With ``draw`` ten of them are drawn in the same look: the same ten for the same definition and draw.
    """
    known = world or lookup.world([definition], reach=True)
    seed = None if draw is None else _seed(definition, draw)
    quick: Measure | None = of_lake(
        "measure", definition, scope, purpose=purpose, world=known, seed=seed
    )
    if quick is not None:
        return quick
    rows = _rows(reach.query(definition, scope, known, purpose=purpose, seed=seed))
    return reach.measured(rows)


def reachable(
    definition: Definition, scope: Scope, *, purpose: str = "news", world: World | None = None
) -> dict[str, int]:
    """Return by channel how many could be written to now."""
    found = measure(definition, scope, purpose=purpose, world=world)
    return {channel: found.reached(channel) for channel in found.channels}


def examples(
    definition: Definition, scope: Scope, *, draw: int = 0, world: World | None = None
) -> list[Example]:
    """Draw ten members at random: the same ten for the same definition and draw."""
    known, seed = world or lookup.world([definition]), _seed(definition, draw)
    quick: list[int] | None = of_lake("drawn", definition, scope, seed=seed, world=known)
    if quick is not None:
        return introduced(quick, definition, draw=draw)
    people = compiler.member_rows(definition, scope, known)
    turn = reach.TURN.format("p.id")
    drawn = people.within("SELECT p.id ", f" ORDER BY {turn}, p.id LIMIT %s")
    found = _rows(Sql(drawn.text, (*drawn.params, seed, reach.DRAWN)))
    return introduced([row[0] for row in found], definition, draw=draw)


def introduced(people: Collection[int], definition: Definition, *, draw: int = 0) -> list[Example]:
    """What staff recognise these members by who were drawn, in the order of the draw."""
    text = (
        "SELECT p.id, p.given_name, p.family_name, p.region_id, p.country, p.created_at,"
        " (SELECT array_agg(DISTINCT s.channel) FROM people_consentstate s"
        " JOIN people_identitykey k ON k.id = s.key_id"
        " WHERE k.person_id = p.id AND s.state = 'granted')"
        f" FROM people_person p WHERE p.id = ANY(%s) ORDER BY {reach.TURN.format('p.id')}, p.id"
    )
    return [
        Example(number, f"{given} {family}".strip(), region, country, tuple(said or ()), joined)
        for number, given, family, region, country, joined, said in _rows(
            Sql(text, (list(people), _seed(definition, draw)))
        )
    ]


def why(person: Person, definition: Definition, scope: Scope, *, world: World | None = None) -> Why:
    """Tell whether a person is in, with a verdict per condition. Ask with the scope of who looks."""
    known = world or lookup.world([definition])
    found = tuple(gaps(definition, known))
    nodes = [] if found or isinstance(definition, Everyone) else list(_nodes(definition, ""))
    asked = [node for _place, node in nodes]
    quick: tuple[bool, list[bool]] | None = of_lake(
        "verdicts", person.pk, definition, asked, scope, world=known
    )
    if quick is not None:
        held = dict(zip((place for place, _ in nodes), quick[1], strict=True))
        told = (
            _verdict(definition, "", held)
            if held and not isinstance(definition, Everyone)
            else None
        )
        return Why(quick[0], found, told)
    is_in = bool(
        _rows(compiler.members(definition, scope, known).then(" AND p.id = %s", person.pk))
    )
    if found or isinstance(definition, Everyone):
        return Why(is_in, found, None)
    engine = Postgres(known)
    answers = [compiler.fold(node, known, engine) for node in asked]
    select = ", ".join(f"({answer.text})" for answer in answers)
    params = tuple(value for answer in answers for value in answer.params)
    rows = _rows(Sql(f"SELECT {select} FROM people_person p WHERE p.id = %s", (*params, person.pk)))
    held = dict(zip((place for place, _ in nodes), rows[0] if rows else (), strict=False))
    return Why(is_in, (), _verdict(definition, "", held) if held else None)


def gaps_of(definition: Definition, *, world: World | None = None) -> list[Gap]:
    """List why this definition selects nobody, if it does."""
    return gaps(definition, world or lookup.world([definition]))


def definition_of(row: Audience | Version | Interest) -> Definition:
    """Return what a saved row says; what cannot be read any more selects nobody."""
    try:
        return load(row.definition)
    except Malformed:
        return EMPTY


def history(audience: Audience) -> Sequence[Version]:
    """Return what the audience said over time, latest first."""
    return list(audience.versions.select_related("by").order_by("-id")[:50])


def region_names(codes: Collection[str], language: str) -> dict[str, str]:
    """Return the names of some regions in a language."""
    return {one.code: one.name_in(language) for one in places.regions().filter(code__in=codes)}


def known_values() -> Values:
    """Return what a builder can offer to choose from."""
    return Values(*lookup.known_values())


def _seed(definition: Definition, draw: int) -> int:
    told = hashlib.sha256(f"{digest(definition)}:{draw}".encode()).digest()
    return int.from_bytes(told[:8], "big", signed=True)


def _nodes(node: Node, place: str) -> list[tuple[str, Node]]:
    found = [(place, node)]
    if isinstance(node, Group):
        for number, item in enumerate(node.items, start=1):
            found += _nodes(item, f"{place}.{number}" if place else str(number))
    return found


def _verdict(node: Node, place: str, held: dict[str, bool]) -> Verdict:
    inner = tuple(
        _verdict(item, f"{place}.{number}" if place else str(number), held)
        for number, item in enumerate(node.items if isinstance(node, Group) else (), start=1)
    )
    return Verdict(place, node, held[place], inner)


def _rows(sql: Sql) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql.text, sql.params)
        return list(cursor.fetchall())
