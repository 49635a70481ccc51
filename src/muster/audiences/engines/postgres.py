"""Conditions as SQL over one person, ``p``. Every expression is true or false, never NULL, so NOT is safe.

Conditions about facts are sets (``p.id IN (…)``): PostgreSQL hashes a set once, wherever it stands in the tree.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from typing import Any

from muster.audiences.definition import (
    Condition,
    Country,
    From,
    Has,
    Joined,
    Known,
    Lives,
    Near,
    Reachable,
    SaidYes,
    Speaks,
)
from muster.audiences.engines.postgres_deeds import (
    DEED_ANSWERS,
    EVER,
    FACTS,
    FALSE,
    TURNED,
    inside,
)
from muster.audiences.sql import Sql, joined
from muster.audiences.world import KEY_KIND, World
from muster.places.distance import EARTH_RADIUS_KM

__all__ = ["FACTS", "FALSE", "TRUE", "TURNED", "Postgres", "Together"]

TRUE = Sql("true")
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


_HELD = {
    "region": "p.region_id IS NOT NULL",
    "country": "p.country <> ''",
    "language": "p.language <> ''",
    "place": "(p.latitude IS NOT NULL AND p.longitude IS NOT NULL)",
}


def _known(one: Known, _world: World) -> Sql:
    held = _HELD[one.what]
    return Sql(held if one.state == "has" else f"NOT {held}")


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
    facts = Sql(f"SELECT t.person_id FROM {FACTS} t", (None, number, EVER, world.now, None, None))
    return joined("OR", (keys, inside(facts)))


def _speaks(one: Speaks, _world: World) -> Sql:
    return Sql("p.language = %s", (one.language,))


_ANSWERS: dict[type, Callable[[Any, World], Sql]] = {
    Lives: _lives,
    Country: _country,
    Near: _near,
    Known: _known,
    Has: _has,
    SaidYes: _said_yes,
    Reachable: _reachable,
    Joined: _joined,
    From: _from,
    Speaks: _speaks,
    **DEED_ANSWERS,
}
