"""Who cares about what, and why: each interest with the deeds that show it, for one person or for all in sight."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from django.db import connection

from muster.activity import queries as activity
from muster.audiences import compiler, interests, meanings
from muster.audiences.definition import Definition
from muster.audiences.engines.postgres_deeds import STAYED, TURNED
from muster.audiences.models import Interest
from muster.audiences.queries import definition_of
from muster.audiences.sql import Sql, joined
from muster.audiences.windows import begin
from muster.audiences.world import KIND_OF, World
from muster.kit import clock

if TYPE_CHECKING:
    from muster.activity.facts import Attention
    from muster.kit.scope import Scope

READ: Final = "page.read"
MINUTE: Final = 60
HOW_OF: Final = {kind: how for how, kind in KIND_OF.items()}
LATELY: Final = timedelta(days=90)
# What two people searched for is theirs; from here on it is a topic.
LEAST: Final = 3
DRAWN: Final = 10


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody turned to: how, to what, how often, when last, and how many seconds it held them."""

    how: str
    ref: str
    times: int
    last: datetime
    seconds: float = 0


@dataclass(frozen=True, slots=True)
class Caring:
    """One interest of one person, and every deed that shows it, the most frequent first."""

    interest: Interest
    deeds: Sequence[Deed]


@dataclass(frozen=True, slots=True)
class Topic:
    """What many turned to lately: how, to what, how many people, how often."""

    how: str
    ref: str
    people: int
    times: int


def known() -> list[Interest]:
    """Every interest, by name."""
    return list(Interest.objects.select_related("changed_by").order_by("name", "id"))


def of(key_ids: Sequence[int]) -> tuple[list[Caring], list[Deed]]:
    """What whoever has these keys cares about and why, and all they turned to in a year: three queries."""
    asked = known()
    told = {one.pk: definition_of(one) for one in asked}
    now = clock.now()
    days = {
        one.days or interests.DAYS for each in told.values() for one in interests.turnings(each)
    }
    spans = sorted({*days, interests.DAYS})
    found = activity.attention(
        key_ids,
        kinds=list(HOW_OF),
        windows=[begin(now, span) for span in spans],
        until=now,
    )
    turned = meanings.refs(interests.words(told.values()), among={one.ref_id for one in found})
    windows = [_deeds([one for one in found if one.window == place]) for place in range(len(spans))]
    held = dict(zip(spans, windows, strict=True))
    cares = [Caring(one, deeds) for one in asked if (deeds := _showing(told[one.pk], turned, held))]
    return cares, list(held[interests.DAYS].values())


def _deeds(found: Iterable[Attention]) -> dict[tuple[str, int], Deed]:
    rows = list(found)
    seconds = {one.ref_id: one.seconds for one in rows if one.kind == READ}
    return {
        (how, one.ref_id): Deed(
            how,
            one.ref,
            one.times,
            one.last,
            seconds.get(one.ref_id, 0) if how in {"read", "stayed"} else 0,
        )
        for one in rows
        if (how := HOW_OF.get(one.kind))
    }


def _showing(
    told: Definition,
    turned: Mapping[tuple[str, str], frozenset[int]],
    held: Mapping[int, Mapping[tuple[str, int], Deed]],
) -> list[Deed]:
    found: list[Deed] = []
    for one in interests.turnings(told):
        refs = interests.meant(one, turned)
        window = held[one.days or interests.DAYS]
        deeds = [deed for (how, ref), deed in window.items() if how == one.how and ref in refs]
        counted = (
            sum(deed.seconds for deed in deeds) // MINUTE
            if one.how == "stayed"
            else sum(deed.times for deed in deeds)
        )
        if counted >= (one.times or 1):
            found += deeds
    return found


def sizes(asked: Sequence[Interest], scope: Scope, *, world: World) -> dict[int, int]:
    """Count those in sight who care about each of some interests, in one pass over the log."""
    rows = [row for one in asked for row in _rows(one, world)]
    if not rows:
        return {one.pk: 0 for one in asked}
    counted = _counted(rows, world.now)
    least = sorted({(row.number, row.interest, row.least) for row in rows})
    inside = compiler.scoped(scope)
    with connection.cursor() as cursor:
        cursor.execute(
            # The offsets keep the planner from looking each of very many people up alone.
            "SELECT d.interest, count(*) FROM (SELECT DISTINCT a.interest, t.person_id"
            f" FROM {counted.text} t JOIN unnest(%s::int[], %s::bigint[], %s::int[])"
            " AS a(number, interest, least) ON a.number = t.number AND t.times >= a.least OFFSET 0) d"
            " JOIN (SELECT p.id FROM people_person p WHERE p.erased_at IS NULL AND p.joined_into IS NULL"
            f" AND ({inside.text}) OFFSET 0) p ON p.id = d.person_id GROUP BY 1",
            [
                *counted.params,
                *(list(part) for part in zip(*least, strict=True)),
                *inside.params,
            ],
        )
        return {one.pk: 0 for one in asked} | dict(cursor.fetchall())


def sample(interest: Interest, scope: Scope, *, world: World) -> tuple[int, list[int]]:
    """Count those in sight who care about one interest and draw ten of them, in one pass over the log."""
    rows = list(_rows(interest, world))
    if not rows:
        return 0, []
    counted = _counted(rows, world.now)
    least = sorted({(row.number, row.least) for row in rows})
    inside = compiler.scoped(scope)
    with connection.cursor() as cursor:
        # md5 of number and interest orders people as a shuffle would, and alike on every server.
        cursor.execute(
            "SELECT p.id, count(*) OVER () FROM people_person p WHERE p.id IN"
            f" (SELECT t.person_id FROM {counted.text} t JOIN unnest(%s::int[], %s::int[])"
            " AS a(number, least) ON a.number = t.number AND t.times >= a.least)"
            f" AND p.erased_at IS NULL AND p.joined_into IS NULL AND ({inside.text})"
            " ORDER BY md5(p.id::text || %s), p.id LIMIT %s",
            [
                *counted.params,
                *(list(part) for part in zip(*least, strict=True)),
                *inside.params,
                *(interest.digest, DRAWN),
            ],
        )
        found = cursor.fetchall()
    return (found[0][1] if found else 0), [number for number, _count in found]


class _Row(NamedTuple):
    """One thing that counts for one condition of an interest; ``least`` is how often, or how many minutes."""

    interest: int
    how: str
    number: int
    least: int
    kind: int
    ref: int
    since: datetime


def _rows(interest: Interest, world: World) -> Iterable[_Row]:
    for place, one in enumerate(interests.turnings(definition_of(interest))):
        kind = world.kinds.get(KIND_OF[one.how])
        since = begin(world.now, one.days or interests.DAYS)
        if kind is not None:
            number = interest.pk * len(KIND_OF) + place
            for ref in interests.meant(one, world.turned):
                yield _Row(interest.pk, one.how, number, one.times or 1, kind, ref, since)


def _counted(rows: Sequence[_Row], until: datetime) -> Sql:
    """Who turned to what how often, by number of the condition; minutes only where any condition asks for them."""
    timed = [row for row in rows if row.how == "stayed"]
    others = [row for row in rows if row.how != "stayed"]
    parts = [_asked(of, some, until) for of, some in ((TURNED, others), (STAYED, timed)) if some]
    return joined("UNION ALL", parts).within("(", ")")


def _asked(function: str, rows: Sequence[_Row], until: datetime) -> Sql:
    numbers, kinds, refs, sinces = zip(*(row[2:3] + row[4:] for row in rows), strict=True)
    return Sql(
        f"SELECT number, person_id, times FROM {function}",
        (list(numbers), list(kinds), list(refs), list(sinces), until),
    )


def suggested(scope: Scope, *, world: World, most: int = 12) -> list[Topic]:
    """What most people in sight searched and read in 90 days that no interest of ``world`` counts yet."""
    hows = {
        number: how for how in ("searched", "read") if (number := world.kinds.get(KIND_OF[how]))
    }
    if not hows or not (scope.everyone or scope.regions):
        return []
    covered = {
        # Who stays on a page has read it.
        ("read" if how == "stayed" else how, ref)
        for (how, _word), refs in world.turned.items()
        for ref in refs
    }
    regions = None if scope.everyone else sorted(scope.regions)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.kind_id, t.ref_id, r.name, t.people, t.times"
            " FROM audiences_topics(%s::smallint[], %s, %s, %s::text[]) t"
            " JOIN activity_ref r ON r.id = t.ref_id WHERE t.people >= %s"
            " ORDER BY t.people DESC, t.times DESC, r.name, t.kind_id LIMIT 500",
            [list(hows), world.now - LATELY, world.now, regions, LEAST],
        )
        rows = cursor.fetchall()
    fresh = [
        Topic(hows[kind], name, people, times)
        for kind, ref, name, people, times in rows
        if (hows[kind], ref) not in covered and name.strip("/ ")
    ]
    return fresh[:most]
