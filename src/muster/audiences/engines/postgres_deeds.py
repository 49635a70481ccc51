"""Conditions about what people did as SQL: sets of people, summed up from the log behind its wall."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

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
from muster.audiences.interests import meant
from muster.audiences.scores import recorded
from muster.audiences.sql import Sql
from muster.audiences.world import BROADCAST_KIND, GIFT, KIND_OF, MESSAGE, REPLY, World

FALSE = Sql("false")
# The log behind its wall, summed up per person; see migration 0002.
FACTS = "audiences_facts(%s::smallint, %s::integer, %s, %s, %s::bigint, %s::text)"
# How often each person turned to some of the log’s numbers, for several questions in one pass; migration 0003.
TURNED = "audiences_turned(%s::int[], %s::smallint[], %s::bigint[], %s::timestamptz[], %s)"
# The same in minutes, for pages that were kept open; migration 0006.
STAYED = "audiences_stayed(%s::int[], %s::smallint[], %s::bigint[], %s::timestamptz[], %s)"
# The same for facts narrowed to several numbers and to an amount each; migration 0005.
WHERE = "audiences_where(%s::smallint, %s::bigint[], %s::text, %s::bigint, %s::bigint, %s, %s)"
# Who did one thing and then another in time; migration 0005.
THEN = (
    "audiences_then(%s::smallint, %s::bigint[], %s::smallint, %s::bigint[], %s::interval, %s, %s)"
)
# The points of each person by one score; migration 0007.
SCORED = "audiences_scored(%s::smallint[], %s::int[], %s::timestamptz[], %s)"
EVER = datetime(1900, 1, 1, tzinfo=UTC)


def _did(one: Did | DidNot, world: World) -> Sql:
    if one.words or one.currency:
        return _times(_narrowed(one, world), one.times or 1)
    return _times(facts_of(world, one.fact, one.days, ref=one.ref), one.times or 1)


def _did_not(one: DidNot, world: World) -> Sql:
    return _not(_did(one, world))


def _narrowed(one: Did | DidNot, world: World) -> Sql | None:
    return facts_where(
        world,
        one.fact,
        refs(one.fact, one.ref, one.words, world),
        one.days,
        money=one.currency or None,
        least=one.least,
        most=one.most,
    )


def _last_did(one: LastDid, world: World) -> Sql:
    facts = facts_where(world, one.fact, refs(one.fact, one.ref, one.words, world), None)
    if facts is None:
        return FALSE
    compare = "<=" if one.when == "more_than" else ">"
    return inside(facts.then(f" WHERE t.latest {compare} %s", since(world, one.days)))


def _sum(one: Sum, world: World) -> Sql:
    about = refs(one.fact, one.ref, one.words, world)
    return _together(facts_where(world, one.fact, about, one.days, money=one.currency), one)


def _then(one: Then, world: World) -> Sql:
    first, later = world.kinds.get(one.fact), world.kinds.get(one.then_fact)
    about = refs(one.fact, one.ref, one.words, world)
    about_later = refs(one.then_fact, one.then_ref, one.then_words, world)
    if first is None or later is None or [] in (about, about_later):
        return FALSE
    gap = timedelta(days=one.within or 0)
    asked = (first, about, later, about_later, gap, since(world, one.days), world.now)
    return inside(Sql(f"SELECT t.person_id FROM {THEN} t", asked))


def _turned(one: Turned, world: World) -> Sql:
    kind, refs = world.kinds.get(KIND_OF[one.how]), meant(one, world.turned)
    if kind is None or not refs:
        return FALSE
    many = len(refs)
    people = Sql(
        f"SELECT t.person_id FROM {STAYED if one.how == 'stayed' else TURNED} t",
        ([1] * many, [kind] * many, sorted(refs), [since(world, one.days)] * many, world.now),
    )
    return inside(people.then(" WHERE t.times >= %s", one.times or 1))


def _messaged(one: Messaged, world: World) -> Sql:
    answer = _times(facts_of(world, MESSAGE, one.days), 1)
    return answer if one.was == "was" else _not(answer)


def _replied(one: Replied, world: World) -> Sql:
    return _times(facts_of(world, REPLY, one.days), 1)


def _broadcast(one: Broadcast, world: World) -> Sql:
    kind, about = BROADCAST_KIND[one.how], of_broadcast(one, world)
    return _times(facts_where(world, kind, about, one.days), 1)


def _scored(one: Scored, world: World) -> Sql:
    rows = recorded(world.scores[one.score or 0].lines, world.kinds, world.now)
    asked = (*(list(part) for part in zip(*rows, strict=True)), world.now)
    least = (one.points or 0) + (1 if one.compare == "at_most" else 0)
    people = Sql(f"SELECT t.person_id FROM {SCORED} t WHERE t.score >= %s", (*asked, least))
    reached = inside(people) if rows else FALSE
    return _not(reached) if one.compare == "at_most" else reached


def _gave(one: Gave, world: World) -> Sql:
    return _together(facts_of(world, GIFT, one.days, money=one.currency), one)


def _together(facts: Sql | None, one: Gave | Sum) -> Sql:
    if facts is None:
        return FALSE
    if one.compare == "at_least":
        return inside(facts.then(" WHERE t.total >= %s", one.minor))
    return inside(facts.then(" WHERE t.total > 0 AND t.total <= %s", one.minor))


def _last_gave(one: LastGave, world: World) -> Sql:
    facts = facts_of(world, GIFT, None)
    if facts is None:
        return FALSE
    before = since(world, one.days or 0)
    return inside(facts.then(" WHERE t.latest <= %s", before))


def facts_of(
    world: World, kind: str, days: int | None, *, ref: str = "", money: str | None = None
) -> Sql | None:
    """Select people with some facts; None where the kind is known but was never recorded."""
    number = world.kinds.get(kind)
    if number is None:
        return None
    about = world.refs[ref] if ref else None
    return Sql(
        f"SELECT t.person_id FROM {FACTS} t",
        (number, None, since(world, days), world.now, about, money),
    )


def facts_where(
    world: World,
    kind: str,
    about: list[int] | None,
    days: int | None,
    *,
    money: str | None = None,
    least: int | None = None,
    most: int | None = None,
) -> Sql | None:
    """Select people with some facts about any of some numbers; None where there are none."""
    number = world.kinds.get(kind)
    if number is None or about == []:
        return None
    return Sql(
        f"SELECT t.person_id FROM {WHERE} t",
        (number, about, money, least, most, since(world, days), world.now),
    )


def since(world: World, days: int | None) -> datetime:
    """Return when a window of so many days began."""
    return world.since(days) or EVER


def _times(facts: Sql | None, times: int) -> Sql:
    if facts is None:
        return FALSE
    return inside(facts.then(" WHERE t.times >= %s", times))


def inside(people: Sql) -> Sql:
    return people.within("p.id IN (", ")")


def _not(answer: Sql) -> Sql:
    return answer.within("NOT (", ")")


DEED_ANSWERS: dict[type, Callable[[Any, World], Sql]] = {
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
