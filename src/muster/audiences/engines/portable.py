"""Conditions as one tree of SQL over the lake’s tables, for DuckDB and Spark alike, over one person, ``p``.

The tree is built, never parsed: each value is a node of its own, so staff text stays data in every dialect. A writer
translates only syntax, so meaning is settled here: no answer is ever NULL, moments are UTC and name no zone, whole
numbers are never divided, text is compared by its bytes. It shares no line with ``postgres``, its referee.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from django.utils.translation import gettext as _
from sqlglot import exp

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
from muster.audiences.engines import nodes
from muster.audiences.engines.nodes import Node, column, either, known, moment, number, word
from muster.audiences.interests import meant
from muster.audiences.world import GIFT, KEY_KIND, KIND_OF, MESSAGE, REPLY, World
from muster.kit.errors import Refused
from muster.kit.scope import Scope
from muster.places.distance import EARTH_RADIUS_KM

# As far back as the log is ever asked, as in PostgreSQL’s answer.
EVER: Final = datetime(1900, 1, 1, tzinfo=UTC)


class Unanswerable(Refused):
    """A kind of condition that this engine cannot answer yet. It is said, never skipped or guessed."""


@dataclass(frozen=True, slots=True)
class Portable:
    """Answers with trees, resolved against one world."""

    world: World

    def holds(self, condition: Condition) -> Node:
        answer = _ANSWERS.get(type(condition))
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


def _has(one: Has, world: World) -> Node:
    now = moment(world.now)
    lasts = exp.or_(
        column("t", "to_at").is_(exp.null()), exp.GT(this=column("t", "to_at"), expression=now)
    )
    return _among(
        _people("traits", "t").where(
            column("t", "kind").eq(word(one.trait)),
            column("t", "value").eq(word(one.value)),
            exp.LTE(this=column("t", "from_at"), expression=now.copy()),
            lasts,
        )
    )


def _said_yes(one: SaidYes, _world: World) -> Node:
    return _among(
        _people("yes", "y").where(
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
    return _among(
        _people("keys", "k").where(
            column("k", "kind").eq(word(KEY_KIND[one.channel])), exp.not_(closed)
        )
    )


def _joined(one: Joined, _world: World) -> Node:
    midnight = moment(datetime.combine(one.day or date.max, time(), UTC))
    compare = exp.GTE if one.when == "since" else exp.LT
    came = column("p", "created_at")
    return known(came, compare(this=came, expression=midnight))


def _did(one: Did | DidNot, world: World) -> Node:
    return _times(_facts(world, one.fact, one.days, ref=one.ref), one.times or 1)


def _did_not(one: DidNot, world: World) -> Node:
    return exp.not_(_did(one, world))


def _turned(one: Turned, world: World) -> Node:
    refs = sorted(meant(one, world.turned))
    if not refs:
        return exp.false()
    facts = _facts(world, KIND_OF[one.how], one.days)
    about = either(column("f", "ref"), map(number, refs))
    return _times(facts and facts.where(about), one.times or 1)


def _messaged(one: Messaged, world: World) -> Node:
    answer = _times(_facts(world, MESSAGE, one.days), 1)
    return answer if one.was == "was" else exp.not_(answer)


def _replied(one: Replied, world: World) -> Node:
    return _times(_facts(world, REPLY, one.days), 1)


def _gave(one: Gave, world: World) -> Node:
    facts = _facts(world, GIFT, one.days)
    if facts is None:
        return exp.false()
    total, limit = exp.Sum(this=column("f", "amount")), number(one.minor or 0)
    people = _summed(facts.where(column("f", "currency").eq(word(one.currency))))
    if one.compare == "at_least":
        return _among(people.having(exp.GTE(this=total, expression=limit)))
    something = exp.GT(this=total.copy(), expression=number(0))
    return _among(people.having(something, exp.LTE(this=total, expression=limit)))


def _last_gave(one: LastGave, world: World) -> Node:
    facts = _facts(world, GIFT, None)
    if facts is None:
        return exp.false()
    before = moment(world.now - timedelta(days=one.days or 0))
    latest = exp.Max(this=column("f", "latest"))
    return _among(_summed(facts).having(exp.LTE(this=latest, expression=before)))


def _from(one: From, world: World) -> Node:
    brought = _among(_people("keys", "k").where(column("k", "source").eq(word(one.source))))
    source = world.sources[one.source]
    if not source:
        return brought
    facts = _within(world, None).where(column("f", "source").eq(number(source)))
    return exp.or_(brought, _times(facts, 1))


def _is(told: exp.Column, text: str) -> Node:
    return known(told, told.eq(word(text)))


def _people(table: str, alias: str) -> exp.Select:
    """Select people out of a table that names them. A row of nobody would make “not among them” unknown."""
    person = column(alias, "person")
    return (
        nodes.chosen(person)
        .from_(nodes.table(table, alias))
        .where(exp.not_(person.copy().is_(exp.null())))
    )


def _facts(world: World, kind: str, days: int | None, *, ref: str = "") -> exp.Select | None:
    """Select some facts; None where the kind is known but was never recorded."""
    held = world.kinds.get(kind)
    if held is None:
        return None
    facts = _within(world, days).where(column("f", "kind").eq(number(held)))
    return facts.where(column("f", "ref").eq(number(world.refs[ref]))) if ref else facts


def _within(world: World, days: int | None) -> exp.Select:
    """Select the facts of a window, open at its beginning and closed at this moment."""
    since = world.now - timedelta(days=days) if days is not None else EVER
    return nodes.chosen(column("f", "key")).from_(nodes.table("facts", "f")).where(
        exp.GT(this=column("f", "moment"), expression=moment(since)),
        exp.LTE(this=column("f", "moment"), expression=moment(world.now)),
    )  # fmt: skip


def _summed(facts: exp.Select) -> exp.Select:
    """Select the people of some facts: summed per key first, so that only one row a key goes to its owner."""
    per_key = facts.select(
        exp.alias_(exp.Count(this=exp.Star()), "times", quoted=True),
        exp.alias_(nodes.total(column("f", "amount")), "amount", quoted=True),
        exp.alias_(exp.Max(this=column("f", "moment")), "latest", quoted=True),
    ).group_by(column("f", "key"))
    return _owned(per_key).group_by(column("k", "person"))


def _owned(facts: exp.Select) -> exp.Select:
    whose = column("k", "id").eq(column("f", "key"))
    return _people("keys", "k").join(facts.subquery("f"), on=whose)


def _times(facts: exp.Select | None, times: int) -> Node:
    if facts is None:
        return exp.false()
    if times == 1:
        return _among(_owned(facts.distinct()))
    often = exp.GTE(this=exp.Sum(this=column("f", "times")), expression=number(times))
    return _among(_summed(facts).having(often))


def _among(people: exp.Select) -> Node:
    return exp.In(this=column("p", "id"), query=people.subquery())


_ANSWERS: dict[type, Callable[[Any, World], Node]] = {
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
