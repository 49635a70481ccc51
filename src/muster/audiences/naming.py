"""What the names in a definition stand for in the tables: read in one look, however many kinds of names there are.

Each look costs more than what it reads, and somebody who types waits for all of them.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import connection

from muster.audiences.world import Named
from muster.places.models import Region

# What kind of name, the name, a word that belongs to it, and its number.
_KINDS: Final = "SELECT 'kind', name, '', id::bigint FROM activity_kind"
_REFS: Final = "SELECT 'ref', name, '', id FROM activity_ref WHERE name = ANY(%s)"
_REGIONS: Final = (
    "SELECT 'region', code, jsonb_build_object('name', name, 'names', names)::text, 0"
    " FROM places_region WHERE code = ANY(%s)"
)
# A source that only brought addresses has the number 0.
_BROUGHT: Final = (
    "SELECT 'brought', a.name, '', 0 FROM unnest(%s::text[]) a(name) WHERE EXISTS"
    " (SELECT FROM people_identitykey k WHERE k.source = a.name)"
)
_SOURCES: Final = "SELECT 'source', name, '', id::bigint FROM activity_source WHERE name = ANY(%s)"
# One row of each is enough to know; all people who can drive need not be looked through.
_TRAITS: Final = (
    "SELECT 'trait', a.kind, a.value, 0 FROM unnest(%s::text[], %s::text[]) a(kind, value) WHERE EXISTS"
    " (SELECT FROM people_trait t WHERE t.kind = a.kind AND t.value = a.value)"
)


@dataclass(slots=True)
class Told:
    """What is known by name; what is missing does not exist, or is not seen by who looks."""

    kinds: dict[str, int] = field(default_factory=dict)
    refs: dict[str, int] = field(default_factory=dict)
    regions: dict[str, Region] = field(default_factory=dict)
    sources: dict[str, int] = field(default_factory=dict)
    traits: set[tuple[str, str]] = field(default_factory=set)


def told(names: Named, refs: set[str]) -> Told:
    """Read all of them; every kind of fact there is besides."""
    parts: list[tuple[str, list[Any]]] = [(_KINDS, [])]
    if refs:
        parts.append((_REFS, [sorted(refs)]))
    if names.regions:
        parts.append((_REGIONS, [sorted(names.regions)]))
    if names.sources:
        some = sorted(names.sources)
        parts += [(_BROUGHT, [some]), (_SOURCES, [some])]
    if names.traits:
        kinds, values = zip(*sorted(names.traits), strict=True)
        parts.append((_TRAITS, [list(kinds), list(values)]))
    text = " UNION ALL ".join(part for part, _values in parts)
    with connection.cursor() as cursor:
        cursor.execute(text, [value for _part, values in parts for value in values])
        rows = cursor.fetchall()
    found = Told()
    for what, name, word, number in rows:
        _PUT[what](found, name, word, number)
    return found


_PUT: Final[Mapping[str, Callable[[Told, str, str, int], object]]] = {
    "kind": lambda into, name, _word, number: into.kinds.update({name: number}),
    "ref": lambda into, name, _word, number: into.refs.update({name: number}),
    "region": lambda into, name, word, _number: into.regions.update(
        {name: Region(code=name, **json.loads(word))}
    ),
    # The number that the log knows it by counts more than that it brought something.
    "brought": lambda into, name, _word, _number: into.sources.setdefault(name, 0),
    "source": lambda into, name, _word, number: into.sources.update({name: number}),
    "trait": lambda into, name, word, _number: into.traits.add((name, word)),
}
