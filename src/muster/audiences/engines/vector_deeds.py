"""Conditions about what people did, over the lake: sums of facts for each person, compared, one bit each.

How long a page was read is in no column of the lake, so a condition about it is left to PostgreSQL.
"""

from collections.abc import Callable, Hashable
from datetime import timedelta
from typing import Any

import numpy as np

from muster.audiences.counted import of_broadcast, refs
from muster.audiences.definition import (
    Broadcast,
    Condition,
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
from muster.audiences.lake import persons
from muster.audiences.lake.changed import Bits
from muster.audiences.lake.counting import Ask
from muster.audiences.lake.rows import Rows
from muster.audiences.lake.standing import Standing, micros
from muster.audiences.world import BROADCAST_KIND, GIFT, KIND_OF, MESSAGE, REPLY, World


class Unanswerable(Exception):
    """A kind of condition that the lake cannot answer. PostgreSQL is asked for the whole instead."""


class _Deeds:
    """What one condition asks of the log, resolved against one world and one standing of the lake."""

    def __init__(self, world: World, standing: Standing) -> None:
        self.world = world
        self.standing = standing
        self.now = micros(world.now)

    def ask(
        self, fact: str, days: int | None, about: list[int] | None = None, **more: Any
    ) -> Ask | None:
        """Return which facts are meant; None where there are none."""
        kind = self.world.kinds.get(fact)
        if kind is None or about == []:
            return None
        told = None if about is None else tuple(about)
        return Ask(kind, told, since=self.world.since(days), **more)

    def nobody(self) -> Bits:
        return np.zeros((self.standing.size + 7) // 8, np.uint8)

    def happened(self, ask: Ask | None, times: int = 1) -> Bits:
        """Ask who did what is meant so often."""
        if ask is None:
            return self.nobody()
        if times == 1:
            return self.kept([ask], ("ever",), lambda: self._ever(ask))
        return self.kept(
            [ask],
            ("times", times),
            lambda: np.packbits(persons.times(self.standing, self.rows(ask)) >= times),
        )

    def _ever(self, ask: Ask) -> Bits:
        """Ask who did it at all: what the lake knows stays known, however many such facts come in."""
        standing = self.standing
        built = standing.base.bits.get(
            ("built", ask, standing.changes),
            lambda: np.packbits(persons.anybody(standing, standing.base.facts.since(ask))),
        )
        came = standing.arrived(ask, self.now)
        return built | np.packbits(persons.anybody(standing, [came])) if len(came.keys) else built

    def rows(self, ask: Ask) -> list[Rows]:
        """Return what is meant, of the lake and of what came since."""
        return [*self.standing.base.facts.rows(ask), self.standing.arrived(ask, self.now)]

    def kept(
        self, asks: list[Ask], wanted: tuple[Hashable, ...], answer: Callable[[], Bits]
    ) -> Bits:
        """Answer once for as long as neither records nor facts of these kinds change."""
        standing = self.standing
        arrivals = [standing.arrivals.get(ask.kind, 0) for ask in asks]
        question = (*asks, *wanted, standing.changes, *arrivals, standing.due(self.now))
        return standing.base.bits.get(question, answer)


def deeds(condition: Condition, world: World, standing: Standing) -> Bits:
    """Answer one condition. Raises Unanswerable."""
    answer = _ANSWERS.get(type(condition))
    if answer is None:
        raise Unanswerable
    found: Bits = answer(condition, _Deeds(world, standing))
    return found


def lately(world: World, standing: Standing) -> Bits:
    """Who got a message within the last day."""
    return deeds(Messaged("was", 1), world, standing)


def _did(one: Did | DidNot, by: _Deeds) -> Bits:
    about = refs(one.fact, one.ref, one.words, by.world)
    money = one.currency or None
    ask = by.ask(one.fact, one.days, about, money=money, least=one.least, most=one.most)
    return by.happened(ask, one.times or 1)


def _did_not(one: DidNot, by: _Deeds) -> Bits:
    return ~_did(one, by)


def _turned(one: Turned, by: _Deeds) -> Bits:
    if one.how == "stayed":
        raise Unanswerable
    about = sorted(meant(one, by.world.turned))
    return by.happened(by.ask(KIND_OF[one.how], one.days, about), one.times or 1)


def _broadcast(one: Broadcast, by: _Deeds) -> Bits:
    about = of_broadcast(one, by.world)
    return by.happened(by.ask(BROADCAST_KIND[one.how], one.days, about))


def _messaged(one: Messaged, by: _Deeds) -> Bits:
    answer = by.happened(by.ask(MESSAGE, one.days))
    return answer if one.was == "was" else ~answer


def _replied(one: Replied, by: _Deeds) -> Bits:
    return by.happened(by.ask(REPLY, one.days))


def _scored(one: Scored, by: _Deeds) -> Bits:
    lines = by.world.scores[one.score or 0].lines
    told = [(line.points, by.ask(line.fact, line.days)) for line in lines]
    asked = [(points, ask) for points, ask in told if ask is not None]

    def reached() -> Bits:
        points = np.zeros(by.standing.size, np.int64)
        counted = np.zeros(by.standing.size, np.bool_)
        for each, ask in asked:
            times = persons.times(by.standing, by.rows(ask))
            points += each * times
            counted |= times > 0
        return np.packbits(counted & (points >= least))

    least = (one.points or 0) + (1 if one.compare == "at_most" else 0)
    wanted = ("scored", least, *(points for points, _ask in asked))
    found = by.kept([ask for _points, ask in asked], wanted, reached)
    return ~found if one.compare == "at_most" else found


def _gave(one: Gave, by: _Deeds) -> Bits:
    return _together(by.ask(GIFT, one.days, money=one.currency, wanted="amount"), one, by)


def _sum(one: Sum, by: _Deeds) -> Bits:
    about = refs(one.fact, one.ref, one.words, by.world)
    return _together(
        by.ask(one.fact, one.days, about, money=one.currency, wanted="amount"), one, by
    )


def _together(ask: Ask | None, one: Gave | Sum, by: _Deeds) -> Bits:
    if ask is None:
        return by.nobody()
    limit, standing = one.minor or 0, by.standing

    def summed() -> Bits:
        rows = by.rows(ask)
        amount = persons.amounts(standing, rows)
        if one.compare == "at_most":
            return np.packbits((amount > 0) & (amount <= limit))
        if limit > 0:
            return np.packbits(amount >= limit)
        # Somebody without a single fact sums up to nothing, and nothing is at least nothing.
        return np.packbits(persons.anybody(standing, rows) & (amount >= limit))

    return by.kept([ask], ("sum", one.compare, limit), summed)


def _last_gave(one: LastGave, by: _Deeds) -> Bits:
    return _last(GIFT, None, one.days, by, is_past=True)


def _last_did(one: LastDid, by: _Deeds) -> Bits:
    about = refs(one.fact, one.ref, one.words, by.world)
    return _last(one.fact, about, one.days, by, is_past=one.when == "more_than")


def _last(
    fact: str, about: list[int] | None, days: int | None, by: _Deeds, *, is_past: bool
) -> Bits:
    if days is None:
        return by.nobody()
    within = by.happened(by.ask(fact, days, about))
    return by.happened(by.ask(fact, None, about)) & ~within if is_past else within


def _then(one: Then, by: _Deeds) -> Bits:
    about = refs(one.fact, one.ref, one.words, by.world)
    first = by.ask(one.fact, one.days, about, wanted="each")
    about = refs(one.then_fact, one.then_ref, one.then_words, by.world)
    later = by.ask(one.then_fact, one.days, about, wanted="each")
    if first is None or later is None:
        return by.nobody()
    gap = timedelta(days=one.within or 0) // timedelta(microseconds=1)
    return by.kept(
        [first, later],
        ("then", gap),
        lambda: np.packbits(persons.followed(by.standing, first, later, gap, by.now)),
    )


_ANSWERS: dict[type, Callable[[Any, _Deeds], Bits]] = {
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
