"""What people did, as trees over the lake’s facts: summed per key, then handed to whoever the key belongs to."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from sqlglot import exp

from muster.audiences.counted import of_broadcast, refs
from muster.audiences.definition import (
    Broadcast,
    Did,
    DidNot,
    Gave,
    LastDid,
    LastGave,
    Messaged,
    Replied,
    Scored,
    Sum,
    Then,
    Turned,
)
from muster.audiences.engines import nodes
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
from muster.audiences.engines.orders import then
from muster.audiences.interests import meant
from muster.audiences.world import BROADCAST_KIND, GIFT, KIND_OF, MESSAGE, REPLY, World

# As far back as the log is ever asked, as in PostgreSQL’s answer.
EVER: Final = datetime(1900, 1, 1, tzinfo=UTC)


def _did(one: Did | DidNot, world: World) -> Node:
    about = refs(one.fact, one.ref, one.words, world)
    facts = _facts(world, one.fact, one.days, about=about)
    return often(facts and facts.where(*_each(one)), one.times or 1)


def _each(one: Did | DidNot) -> list[Node]:
    """What each fact must carry. An amount that is missing is never compared."""
    amount, asked = column("f", "amount"), []
    if one.currency:
        currency = column("f", "currency")
        asked.append(known(currency, currency.copy().eq(word(one.currency))))
    if one.least is not None:
        asked.append(known(amount, exp.GTE(this=amount.copy(), expression=number(one.least))))
    if one.most is not None:
        asked.append(known(amount, exp.LTE(this=amount.copy(), expression=number(one.most))))
    return asked


def _did_not(one: DidNot, world: World) -> Node:
    return exp.not_(_did(one, world))


def _turned(one: Turned, world: World) -> Node:
    about = sorted(meant(one, world.turned))
    return often(_facts(world, KIND_OF[one.how], one.days, about=about), one.times or 1)


def _messaged(one: Messaged, world: World) -> Node:
    answer = often(_facts(world, MESSAGE, one.days), 1)
    return answer if one.was == "was" else exp.not_(answer)


def _replied(one: Replied, world: World) -> Node:
    return often(_facts(world, REPLY, one.days), 1)


def _broadcast(one: Broadcast, world: World) -> Node:
    about = of_broadcast(one, world)
    return often(_facts(world, BROADCAST_KIND[one.how], one.days, about=about), 1)


def _scored(one: Scored, world: World) -> Node:
    lines = world.scores[one.score or 0].lines
    told = [(line, _facts(world, line.fact, line.days)) for line in lines]
    rows = [
        facts.select(exp.alias_(number(line.points), "points", quoted=True))
        for line, facts in told
        if facts is not None
    ]
    if not rows:
        return exp.true() if one.compare == "at_most" else exp.false()
    every: exp.Query = rows[0]
    for row in rows[1:]:
        every = exp.union(every, row, distinct=False)
    points = exp.Sum(this=column("f", "points"))
    least = number((one.points or 0) + (1 if one.compare == "at_most" else 0))
    people = _owned(every).group_by(column("k", "person"))
    reached = among(people.having(exp.GTE(this=points, expression=least)))
    return exp.not_(reached) if one.compare == "at_most" else reached


def _gave(one: Gave, world: World) -> Node:
    return _together(_facts(world, GIFT, one.days), one)


def _sum(one: Sum, world: World) -> Node:
    about = refs(one.fact, one.ref, one.words, world)
    return _together(_facts(world, one.fact, one.days, about=about), one)


def _together(facts: exp.Select | None, one: Gave | Sum) -> Node:
    if facts is None:
        return exp.false()
    total, limit = exp.Sum(this=column("f", "amount")), number(one.minor or 0)
    people = _summed(facts.where(column("f", "currency").eq(word(one.currency))))
    if one.compare == "at_least":
        return among(people.having(exp.GTE(this=total, expression=limit)))
    something = exp.GT(this=total.copy(), expression=number(0))
    return among(people.having(something, exp.LTE(this=total, expression=limit)))


def _then(one: Then, world: World) -> Node:
    about = refs(one.fact, one.ref, one.words, world)
    about_later = refs(one.then_fact, one.then_ref, one.then_words, world)
    first = _facts(world, one.fact, one.days, about=about)
    later = _facts(world, one.then_fact, one.days, about=about_later)
    return then(first, later, one.within or 0)


def _last_gave(one: LastGave, world: World) -> Node:
    return _last(_facts(world, GIFT, None), one.days, world, exp.LTE)


def _last_did(one: LastDid, world: World) -> Node:
    facts = _facts(world, one.fact, None, about=refs(one.fact, one.ref, one.words, world))
    return _last(facts, one.days, world, exp.LTE if one.when == "more_than" else exp.GT)


def _last(
    facts: exp.Select | None, days: int | None, world: World, compare: type[exp.Binary]
) -> Node:
    if facts is None:
        return exp.false()
    start = moment(world.since(days or 0) or EVER)
    latest = exp.Max(this=column("f", "latest"))
    return among(_summed(facts).having(compare(this=latest, expression=start)))


def _facts(
    world: World, kind: str, days: int | None, *, about: list[int] | None = None
) -> exp.Select | None:
    """Select some facts, ``about`` any of some numbers; None where there are none."""
    held = world.kinds.get(kind)
    if held is None or about == []:
        return None
    facts = window(world, days).where(column("f", "kind").eq(number(held)))
    return facts.where(either(column("f", "ref"), map(number, about))) if about else facts


def window(world: World, days: int | None) -> exp.Select:
    """Select the facts of a window, open at its beginning and closed at this moment."""
    since = world.since(days) or EVER
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


def _owned(facts: exp.Query) -> exp.Select:
    whose = column("k", "id").eq(column("f", "key"))
    return people_of("keys", "k").join(facts.subquery("f"), on=whose)


def often(facts: exp.Select | None, times: int) -> Node:
    """Tell whether this person has at least so many of some facts."""
    if facts is None:
        return exp.false()
    if times == 1:
        return among(_owned(facts.distinct()))
    counted = exp.Sum(this=column("f", "times"))
    return among(_summed(facts).having(exp.GTE(this=counted, expression=number(times))))


DEEDS: Final[dict[type, Callable[[Any, World], Node]]] = {
    Did: _did,
    DidNot: _did_not,
    LastDid: _last_did,
    Sum: _sum,
    Then: _then,
    Turned: _turned,
    Scored: _scored,
    Gave: _gave,
    LastGave: _last_gave,
    Messaged: _messaged,
    Replied: _replied,
    Broadcast: _broadcast,
}
