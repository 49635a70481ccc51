"""How large audiences were, day by day: counts kept by region, so that each reader sees the sum of theirs."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Final

from django.db import connection
from django.db.models import Q

from muster.audiences import compiler
from muster.audiences.engines.postgres import Together
from muster.audiences.models import Size

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from muster.audiences.definition import Definition
    from muster.audiences.models import Audience
    from muster.audiences.world import World
    from muster.kit.scope import Scope

# Marks a day that was counted, so that nobody and not counted are told apart.
COUNTED: Final = "*"
NOWHERE: Final = ""
# Fewer days than this have no usual.
LEAST: Final = 7


@dataclass(frozen=True, slots=True)
class Day:
    """How many fitted on one day, and the digest of what the audience said then."""

    day: date
    people: int
    digest: str


def kept(audience: Audience, scope: Scope, *, since: date) -> list[Day]:
    """Return the days since one, oldest first, counted for whoever has this scope."""
    rows = Size.objects.filter(audience=audience, day__gte=since)
    if not scope.everyone:
        rows = rows.filter(Q(region=COUNTED) | Q(region__in=sorted(scope.regions)))
    people: dict[tuple[date, str], int] = defaultdict(int)
    for day, digest, many in rows.order_by("day", "id").values_list("day", "digest", "people"):
        people[day, digest] += many
    return [Day(day, many, digest) for (day, digest), many in people.items()]


def usual(days: Sequence[Day], digest: str) -> int | None:
    """Return the middle size since the audience says this, if it was counted often enough."""
    sizes = [one.people for one in days if one.digest == digest]
    return round(median(sizes)) if len(sizes) >= LEAST else None


def by_region(
    definitions: Mapping[int, Definition], scope: Scope, *, world: World
) -> dict[int, dict[str, int]]:
    """Count several definitions by region, in one pass over the people."""
    engine = Together(world)
    fits = [compiler.answer(one, world, engine) for one in definitions.values()]
    sums = "".join(f", count(*) FILTER (WHERE {one.text})" for one in fits)
    inside, columns = compiler.scoped(scope), engine.columns()
    text = (
        f"SELECT coalesce(p.region_id, ''){sums} FROM (SELECT p.id, p.region_id{columns.text}"
        " FROM people_person p WHERE p.erased_at IS NULL AND p.joined_into IS NULL"
        f" AND ({inside.text}) OFFSET 0) p GROUP BY 1"
    )
    params = (*(value for one in fits for value in one.params), *columns.params, *inside.params)
    found: dict[int, dict[str, int]] = {number: {} for number in definitions}
    with connection.cursor() as cursor:
        cursor.execute(text, params)
        for region, *counts in cursor.fetchall():
            for number, many in zip(definitions, counts, strict=True):
                if many:
                    found[number][region] = many
    return found
