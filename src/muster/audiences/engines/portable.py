"""Conditions as one tree of SQL over the lake’s tables, for DuckDB and Spark alike, over one person, ``p``.

The tree is built, never parsed: each value is a node of its own, so staff text stays data in every dialect. A writer
translates only syntax, so meaning is settled here: no answer is ever NULL, moments are UTC and name no zone, whole
numbers are never divided, text is compared by its bytes. It shares no line with ``postgres``, its referee.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from django.utils.translation import gettext as _
from sqlglot import exp

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
    Turned,
)
from muster.audiences.engines import nodes
from muster.audiences.engines.deeds import DEEDS, often, window
from muster.audiences.engines.nodes import (
    Node,
    among,
    column,
    either,
    known,
    moment,
    number,
    people_of,
    word,
)
from muster.audiences.world import KEY_KIND, World
from muster.kit.errors import Refused
from muster.kit.scope import Scope
from muster.places.distance import EARTH_RADIUS_KM


class Unanswerable(Refused):
    """A kind of condition that this engine cannot answer yet. It is said, never skipped or guessed."""


@dataclass(frozen=True, slots=True)
class Portable:
    """Answers with trees, resolved against one world."""

    world: World

    def holds(self, condition: Condition) -> Node:
        answer = None if _is_about_time(condition) else _ANSWERS.get(type(condition))
        if answer is None:
            words = _("DuckDB and Spark cannot answer “{kind}” yet; ask PostgreSQL.")
            raise Unanswerable(words.format(kind=condition.IS))
        found: Node = answer(condition, self.world)
        return found

    def everyone(self) -> Node:
        return exp.true()

    def nobody(self) -> Node:
        return exp.false()

    def every(self, parts: Sequence[Node]) -> Node:
        return exp.and_(*parts)

    def some(self, parts: Sequence[Node]) -> Node:
        return exp.or_(*parts)

    def neither(self, parts: Sequence[Node]) -> Node:
        return exp.not_(self.some(parts))

    def within(self, scope: Scope) -> Node:
        """Answer for those whom a scope lets through."""
        if scope.everyone:
            return self.everyone()
        if scope.person_id is not None:
            return column("p", "id").eq(number(scope.person_id))
        if not scope.regions:
            return self.nobody()
        return _lives(Lives(tuple(sorted(scope.regions))), self.world)


def _is_about_time(condition: Condition) -> bool:
    """Whether it asks how long a page was kept open, which the lake does not hold."""
    return isinstance(condition, Turned) and condition.how == "stayed"


def _lives(one: Lives, _world: World) -> Node:
    return known(column("p", "region"), either(column("p", "region"), map(word, one.regions)))


def _country(one: Country, _world: World) -> Node:
    return _is(column("p", "country"), one.country)


def _speaks(one: Speaks, _world: World) -> Node:
    return _is(column("p", "language"), one.language)


def _near(one: Near, world: World) -> Node:
    distance = nodes.kilometres(
        world.places[one.country, one.postcode],
        (column("p", "latitude"), column("p", "longitude")),
        2 * EARTH_RADIUS_KM,
    )
    close = exp.LTE(this=distance, expression=number(one.km or 0))
    return known(column("p", "latitude"), known(column("p", "longitude"), close))


def _known(one: Known, _world: World) -> Node:
    held = _placed() if one.what == "place" else _held(one.what)
    return held if one.state == "has" else exp.not_(held)


def _held(name: str) -> Node:
    """Tell whether a field of a person says something; text that is empty says nothing."""
    told = column("p", name)
    return known(told, exp.NEQ(this=told.copy(), expression=word("")))


def _placed() -> Node:
    return known(column("p", "latitude"), exp.not_(column("p", "longitude").is_(exp.null())))


def _has(one: Has, world: World) -> Node:
    now = moment(world.now)
    lasts = exp.or_(
        column("t", "to_at").is_(exp.null()), exp.GT(this=column("t", "to_at"), expression=now)
    )
    return among(
        people_of("traits", "t").where(
            column("t", "kind").eq(word(one.trait)),
            column("t", "value").eq(word(one.value)),
            exp.LTE(this=column("t", "from_at"), expression=now.copy()),
            lasts,
        )
    )


def _said_yes(one: SaidYes, _world: World) -> Node:
    return among(
        people_of("yes", "y").where(
            column("y", "channel").eq(word(one.channel)),
            column("y", "purpose").eq(word(one.purpose)),
        )
    )


def _reachable(one: Reachable, _world: World) -> Node:
    """Addresses that nothing may go to stand in a table of their own: they can be a hundred thousand."""
    shut = (
        nodes.chosen(column("s", "key"))
        .from_(nodes.table("shut", "s"))
        .where(column("s", "channel").eq(word(one.channel)))
    )
    closed = exp.In(this=column("k", "id"), query=shut.subquery())
    return among(
        people_of("keys", "k").where(
            column("k", "kind").eq(word(KEY_KIND[one.channel])), exp.not_(closed)
        )
    )


def _joined(one: Joined, _world: World) -> Node:
    midnight = moment(datetime.combine(one.day or date.max, time(), UTC))
    compare = exp.GTE if one.when == "since" else exp.LT
    came = column("p", "created_at")
    return known(came, compare(this=came, expression=midnight))


def _from(one: From, world: World) -> Node:
    brought = among(people_of("keys", "k").where(column("k", "source").eq(word(one.source))))
    source = world.sources[one.source]
    if not source:
        return brought
    facts = window(world, None).where(column("f", "source").eq(number(source)))
    return exp.or_(brought, often(facts, 1))


def _is(told: exp.Column, text: str) -> Node:
    return known(told, told.eq(word(text)))


_ANSWERS: dict[type, Callable[[Any, World], Node]] = {
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
    **DEEDS,
}
