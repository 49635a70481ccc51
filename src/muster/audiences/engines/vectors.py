"""Conditions as one bit a person, over the lake. Each answer is kept, so that editing asks one condition anew.

An answer is kept under everything it depends on: the condition as resolved, the minute its window begins, and how
often the records, and the facts of its kind, have changed since the lake was built.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

import numpy as np

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
from muster.audiences.engines.vector_deeds import deeds
from muster.audiences.lake.changed import NOBODY, Bits
from muster.audiences.lake.records import Mask, Records, Whole
from muster.audiences.lake.standing import Standing, micros
from muster.audiences.world import KEY_KIND, World
from muster.kit.scope import Scope
from muster.places.distance import EARTH_RADIUS_KM


@dataclass(frozen=True, slots=True)
class Vectors:
    """Answers with sets of people, resolved against one world and one standing of the lake."""

    world: World
    standing: Standing

    def holds(self, condition: Condition) -> Bits:
        answer = _ANSWERS.get(type(condition))
        if answer is None:
            return deeds(condition, self.world, self.standing)
        found: Bits = answer(condition, self)
        return found

    def everyone(self) -> Bits:
        """Everybody living: whom neither an erasure nor a join has taken out of the records."""
        return self.people("living", lambda held: np.ones(len(held.ids), np.bool_))

    def nobody(self) -> Bits:
        return np.zeros((self.standing.size + 7) // 8, np.uint8)

    def every(self, parts: Sequence[Bits]) -> Bits:
        found: Bits = np.bitwise_and.reduce(parts)
        return found

    def some(self, parts: Sequence[Bits]) -> Bits:
        found: Bits = np.bitwise_or.reduce(parts)
        return found

    def neither(self, parts: Sequence[Bits]) -> Bits:
        return ~self.some(parts)

    def within(self, scope: Scope) -> Bits:
        """Whom a scope lets through, of the living."""
        if scope.everyone:
            return self.everyone()
        if scope.person_id is not None:
            only = np.asarray(
                [scope.person_id] if scope.person_id < self.standing.size else [], int
            )
            return self.everyone() & self.standing.of(only)
        if not scope.regions:
            return self.nobody()
        return self.holds(Lives(tuple(sorted(scope.regions))))

    def records(self, question: Hashable, answer: Callable[[Records], Whole]) -> Bits:
        """Ask the records whose numbers fit: of the base once, of those who changed since at each change."""
        return self._kept(question, lambda held: self._of(answer(held)), answer)

    def people(self, question: Hashable, tell: Callable[[Records], Mask]) -> Bits:
        """Ask each row of people whether it fits. Whom the rows are of need not be looked up one by one."""

        def built(held: Records) -> Bits:
            found = np.zeros(self.standing.base.size, np.bool_)
            found[held.place] = tell(held)
            return np.packbits(found)

        return self._kept(question, built, lambda held: held.ids[tell(held)])

    def _kept(
        self,
        question: Hashable,
        built: Callable[[Records], Bits],
        changed: Callable[[Records], Whole],
    ) -> Bits:
        standing = self.standing
        base = standing.base

        def now() -> Bits:
            held = base.bits.get(("built", question), lambda: built(base.records))
            if not standing.touched:
                return held
            late = standing.of(changed(standing.changed.overlay))
            return standing.widened(held) & standing.changed.still | late

        return base.bits.get(("now", question, standing.changes), now)

    def _of(self, people: Whole) -> Bits:
        found = np.zeros(self.standing.base.size, np.bool_)
        found[people] = True
        return np.packbits(found)


def _lives(one: Lives, by: Vectors) -> Bits:
    return by.people(one, lambda held: held.region.among(one.regions))


def _country(one: Country, by: Vectors) -> Bits:
    return by.people(one, lambda held: held.country.among([one.country]))


def _speaks(one: Speaks, by: Vectors) -> Bits:
    return by.people(one, lambda held: held.language.among([one.language]))


def _near(one: Near, by: Vectors) -> Bits:
    """Great-circle distance by the haversine, as in PostgreSQL’s answer; an unknown place is nowhere near."""
    place = by.world.places[one.country, one.postcode]
    latitude, longitude = np.radians(place[0]), np.radians(place[1])

    def close(held: Records) -> Mask:
        there = np.radians(held.latitude)
        half = np.sin((there - latitude) / 2) ** 2 + np.cos(latitude) * np.cos(there) * (
            np.sin((np.radians(held.longitude) - longitude) / 2) ** 2
        )
        with np.errstate(invalid="ignore"):
            away = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(1.0, half)))
            found: Mask = away <= (one.km or 0)
        return found

    return by.people((one, place), close)


def _known(one: Known, by: Vectors) -> Bits:
    def knowing(held: Records) -> Mask:
        if one.what == "place":
            has = ~(np.isnan(held.latitude) | np.isnan(held.longitude))
        else:
            column = {"region": held.region, "country": held.country, "language": held.language}
            # Nothing told is an empty word; no region is none at all.
            has = (column[one.what].numbers >= 0) & ~column[one.what].among([""])
        return has if one.state == "has" else ~has

    return by.people(one, knowing)


def _joined(one: Joined, by: Vectors) -> Bits:
    day = micros(datetime.combine(one.day or date.max, time(), UTC))
    if one.when == "since":
        return by.people(one, lambda held: held.created_at >= day)
    return by.people(one, lambda held: held.created_at < day)


def _has(one: Has, by: Vectors) -> Bits:
    now = micros(by.world.now)

    def having(held: Records) -> Whole:
        kinds, values = held.trait
        rows = np.flatnonzero(kinds.among([one.trait]) & values.among([one.value]))
        lasts = (held.trait_from[rows] <= now) & (held.trait_to[rows] > now)
        found: Whole = held.trait_person[rows[lasts]]
        return found

    return by.records((one, by.standing.turned(now)), having)


def _said_yes(one: SaidYes, by: Vectors) -> Bits:
    def saying(held: Records) -> Whole:
        fits = held.yes_channel.among([one.channel]) & held.yes_purpose.among([one.purpose])
        return held.yes_person[np.flatnonzero(fits)]

    return by.records(one, saying)


def _reachable(one: Reachable, by: Vectors) -> Bits:
    def having(held: Records) -> Whole:
        return held.key_person[np.flatnonzero(held.open_keys(one.channel, KEY_KIND[one.channel]))]

    return by.records(one, having)


def _from(one: From, by: Vectors) -> Bits:
    brought = by.records(one, lambda held: held.key_person[held.key_source.among([one.source])])
    number, now, standing = by.world.sources[one.source], micros(by.world.now), by.standing
    if not number:
        return brought

    def told() -> Bits:
        rows = standing.facts
        since = rows["key"][(rows["source"] == number) & (rows["at"] <= now)]
        before = standing.base.months.of_source(number, now)
        owners = standing.owners(np.concatenate([before, since]).astype(np.int64))
        return standing.of(owners[owners != NOBODY])

    question = (
        "from",
        number,
        standing.changes,
        sum(standing.arrivals.values()),
        standing.due(now),
    )
    return brought | standing.base.bits.get(question, told)


_ANSWERS: dict[type, Callable[[Any, Vectors], Bits]] = {
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
}
