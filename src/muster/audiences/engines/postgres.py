"""Conditions as SQL over one person, ``p``. Every expression is true or false, never NULL, so NOT is safe.

Conditions about facts are sets (``p.id IN (…)``): PostgreSQL hashes a set once, wherever it stands in the tree.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any

from muster.audiences.definition import (
    Condition,
    Country,
    Did,
    DidNot,
    From,
    Gave,
    Has,
    Joined,
    LastGave,
    Lives,
    Messaged,
    Near,
    Reachable,
    Replied,
    SaidYes,
    Speaks,
    Turned,
)
from muster.audiences.interests import meant
from muster.audiences.sql import Sql, joined
from muster.audiences.world import GIFT, KEY_KIND, KIND_OF, MESSAGE, REPLY, World
from muster.places.distance import EARTH_RADIUS_KM

TRUE = Sql("true")
FALSE = Sql("false")
_DISTANCE = (
    f"p.latitude IS NOT NULL AND p.longitude IS NOT NULL AND {2 * EARTH_RADIUS_KM} * asin(sqrt("
    "least(1.0, sin(radians(p.latitude - %s) / 2) ^ 2 + cos(radians(%s)) * cos(radians(p.latitude))"
    " * sin(radians(p.longitude - %s) / 2) ^ 2))) <= %s"
)


@dataclass(frozen=True, slots=True)
class Postgres:
    """Answers with SQL expressions, resolved against one world."""

    world: World

    def holds(self, condition: Condition) -> Sql:
        return _ANSWERS[type(condition)](condition, self.world)

    def everyone(self) -> Sql:
        return TRUE

    def nobody(self) -> Sql:
        return FALSE

    def every(self, parts: Sequence[Sql]) -> Sql:
        return joined("AND", parts)

    def some(self, parts: Sequence[Sql]) -> Sql:
        return joined("OR", parts)

    def neither(self, parts: Sequence[Sql]) -> Sql:
        return joined("OR", parts).within("NOT (", ")")


@dataclass(frozen=True, slots=True)
class Together(Postgres):
    """For several definitions at once: each condition is answered once a person, as a column of ``p``."""

    asked: dict[Condition, str] = field(default_factory=dict)

    def holds(self, condition: Condition) -> Sql:
        return Sql("p." + self.asked.setdefault(condition, f"fits_{len(self.asked)}"))

    def columns(self) -> Sql:
        """Return the answers to everything asked, each after a comma, for the list of a SELECT on people."""
        one_by_one = Postgres(self.world)
        parts = [
            one_by_one.holds(one).within(", (", f") AS {name}") for one, name in self.asked.items()
        ]
        return Sql(
            "".join(one.text for one in parts), tuple(v for one in parts for v in one.params)
        )


def _lives(one: Lives, _world: World) -> Sql:
    return Sql("p.region_id IS NOT NULL AND p.region_id = ANY(%s)", (list(one.regions),))


def _country(one: Country, _world: World) -> Sql:
    return Sql("p.country = %s", (one.country,))


def _near(one: Near, world: World) -> Sql:
    latitude, longitude = world.places[one.country, one.postcode]
    return Sql(_DISTANCE, (latitude, latitude, longitude, one.km))


def _has(one: Has, world: World) -> Sql:
    return Sql(
        "p.id IN (SELECT t.person_id FROM people_trait t WHERE t.kind = %s AND t.value = %s"
        " AND t.from_at <= %s AND (t.to_at IS NULL OR t.to_at > %s))",
        (one.trait, one.value, world.now, world.now),
    )


def _said_yes(one: SaidYes, _world: World) -> Sql:
    return Sql(
        "p.id IN (SELECT t.person_id FROM audiences_yes(%s::text, %s::text) t)",
        (one.channel, one.purpose),
    )


def _reachable(one: Reachable, world: World) -> Sql:
    return Sql(
        "p.id IN (SELECT k.person_id FROM people_identitykey k WHERE k.person_id IS NOT NULL"
        " AND k.kind = %s AND k.id <> ALL(%s::bigint[]))",
        (KEY_KIND[one.channel], list(world.suppressed.get(one.channel, ()))),
    )


def _did(one: Did, world: World) -> Sql:
    return _times(facts_of(world, one.fact, one.days, ref=one.ref), one.times or 1)


def _did_not(one: DidNot, world: World) -> Sql:
    return _not(_times(facts_of(world, one.fact, one.days, ref=one.ref), one.times or 1))


def _turned(one: Turned, world: World) -> Sql:
    kind, refs = world.kinds.get(KIND_OF[one.how]), meant(one, world.turned)
    if kind is None or not refs:
        return FALSE
    since = world.now - timedelta(days=one.days) if one.days is not None else _EVER
    many = len(refs)
    people = Sql(
        f"SELECT t.person_id FROM {TURNED} t",
        ([1] * many, [kind] * many, sorted(refs), [since] * many, world.now),
    )
    return _in(people.then(" WHERE t.times >= %s", one.times or 1))


def _messaged(one: Messaged, world: World) -> Sql:
    answer = _times(facts_of(world, MESSAGE, one.days), 1)
    return answer if one.was == "was" else _not(answer)


def _replied(one: Replied, world: World) -> Sql:
    return _times(facts_of(world, REPLY, one.days), 1)


def _gave(one: Gave, world: World) -> Sql:
    facts = facts_of(world, GIFT, one.days, money=one.currency)
    if facts is None:
        return FALSE
    if one.compare == "at_least":
        return _in(facts.then(" WHERE t.total >= %s", one.minor))
    return _in(facts.then(" WHERE t.total > 0 AND t.total <= %s", one.minor))


def _last_gave(one: LastGave, world: World) -> Sql:
    facts = facts_of(world, GIFT, None)
    if facts is None:
        return FALSE
    before = world.now - timedelta(days=one.days or 0)
    return _in(facts.then(" WHERE t.latest <= %s", before))


def _joined(one: Joined, _world: World) -> Sql:
    midnight = datetime.combine(one.day, time(), UTC) if one.day else None
    since = "p.created_at >= %s" if one.when == "since" else "p.created_at < %s"
    return Sql(since, (midnight,))


def _from(one: From, world: World) -> Sql:
    keys = Sql(
        "p.id IN (SELECT k.person_id FROM people_identitykey k WHERE k.person_id IS NOT NULL"
        " AND k.source = %s)",
        (one.source,),
    )
    number = world.sources[one.source]
    if not number:
        return keys
    facts = Sql(f"SELECT t.person_id FROM {FACTS} t", (None, number, _EVER, world.now, None, None))
    return joined("OR", (keys, _in(facts)))


def _speaks(one: Speaks, _world: World) -> Sql:
    return Sql("p.language = %s", (one.language,))


# The log behind its wall, summed up per person; see migration 0002.
FACTS = "audiences_facts(%s::smallint, %s::integer, %s, %s, %s::bigint, %s::text)"
# How often each person turned to some of the log’s numbers, for several questions in one pass; migration 0003.
TURNED = "audiences_turned(%s::int[], %s::smallint[], %s::bigint[], %s::timestamptz[], %s)"
_EVER = datetime(1900, 1, 1, tzinfo=UTC)


def facts_of(
    world: World, kind: str, days: int | None, *, ref: str = "", money: str | None = None
) -> Sql | None:
    """Select people with some facts; None where the kind is known but was never recorded."""
    number = world.kinds.get(kind)
    if number is None:
        return None
    since = world.now - timedelta(days=days) if days is not None else _EVER
    about = world.refs[ref] if ref else None
    return Sql(f"SELECT t.person_id FROM {FACTS} t", (number, None, since, world.now, about, money))


def _times(facts: Sql | None, times: int) -> Sql:
    if facts is None:
        return FALSE
    return _in(facts.then(" WHERE t.times >= %s", times))


def _in(people: Sql) -> Sql:
    return people.within("p.id IN (", ")")


def _not(answer: Sql) -> Sql:
    return answer.within("NOT (", ")")


_ANSWERS: dict[type, Callable[[Any, World], Sql]] = {
    Lives: _lives,
    Country: _country,
    Near: _near,
    Has: _has,
    SaidYes: _said_yes,
    Reachable: _reachable,
    Did: _did,
    DidNot: _did_not,
    Turned: _turned,
    Gave: _gave,
    LastGave: _last_gave,
    Joined: _joined,
    Messaged: _messaged,
    Replied: _replied,
    From: _from,
    Speaks: _speaks,
}
