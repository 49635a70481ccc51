"""Who fits a shift, and what fits a person, with reasons. Nothing is written here and nobody is asked.

Whoever lacks a skill is never among them: ``standings`` judges first, and only those it lets through are looked at.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Final

from muster.accounts.models import Staff
from muster.kit import clock
from muster.people.models import Person
from muster.volunteering import demands, fitness, proofs, reasons, standings, volunteers
from muster.volunteering.fitness import Demand, Look, Volunteer
from muster.volunteering.models import Shift, Suggestion
from muster.volunteering.offering import for_person
from muster.volunteering.reasons import Reason
from muster.volunteering.volunteers import Ring

__all__ = ["NOT_WIDER", "Seen", "Suggested", "Wider", "for_person", "for_shift", "judge"]

# People are looked at in rings around the place, some hundreds at a time, until enough of them fit to choose from.
# Nobody is looked for beyond the last ring, however far they would go.
RINGS: Final = ((0.0, 25.0), (25.0, 160.0))
AT_ONCE: Final = 600
ENOUGH: Final = 3


@dataclass(frozen=True, slots=True)
class Wider:
    """What is looked past when nobody fits. An unproved skill is only ever shown, never suggested."""

    km: float = 0.0
    any_time: bool = False
    asked: bool = False

    def stops(self, seen: Look) -> frozenset[str]:
        """What still stands in the way."""
        passed = set()
        if seen.beyond <= self.km:
            passed.add(fitness.FAR)
        if self.any_time:
            passed.add(fitness.NOT_FREE)
        if self.asked:
            passed.add(fitness.ASKED)
        return seen.obstacles - passed


@dataclass(frozen=True, slots=True)
class Suggested:
    """One person for a shift: the key they would be asked by, how well they fit, and why."""

    person: Person
    key_id: int
    points: float
    reasons: list[Reason] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Seen:
    """One person held beside one shift."""

    one: Volunteer
    look: Look


NOT_WIDER: Final = Wider()


def for_shift(
    shift: Shift, *, by: Staff, most: int = 20, wider: Wider = NOT_WIDER
) -> list[Suggested]:
    """The people who fit it best, of the regions ``by`` answers for."""
    at, wanted = clock.now(), demands.of(shift)
    decided, fits = decided_on(shift), list[Seen]()
    for people in rings(wanted, by=by, wider_km=wider.km):
        found = look_at(qualified(set(people) - decided, wanted), wanted, at=at)
        fits += [seen for seen in found if not wider.stops(seen.look)]
        if len(fits) >= most * ENOUGH:
            break
    fits.sort(key=lambda seen: order(seen, wanted))
    return told(fits[:most], wanted)


def judge(shift: Shift, people: Collection[int], *, at: datetime) -> dict[int, Seen]:
    """Of these people, those who may be suggested for it, whatever else stands against asking them."""
    wanted = demands.of(shift)
    return {seen.one.person_id: seen for seen in look_at(qualified(people, wanted), wanted, at=at)}


def rings(wanted: Demand, *, by: Staff, wider_km: float = 0.0) -> Iterator[list[int]]:
    """The numbers of people around a shift, some hundreds at a time, the nearest first."""
    skill = wanted.needs[0].slug if wanted.needs else ""
    bands = RINGS if wanted.placed else RINGS[:1]
    for low, high in bands:
        for page in count():
            last = (low, high) == RINGS[-1]
            ring = Ring(low, high, most=AT_ONCE, after=page * AT_ONCE, last=last)
            people = volunteers.near(
                wanted, scope=by.scope, ring=ring, skill=skill, wider_km=wider_km
            )
            if people:
                yield people
            if len(people) < AT_ONCE:
                break


def qualified(people: Collection[int], wanted: Demand) -> set[int]:
    """Those of them who have every skill on the day of the shift."""
    return standings.qualified(people, wanted.needs, on=demands.last_day(wanted))


def look_at(people: Collection[int], wanted: Demand, *, at: datetime) -> list[Seen]:
    """Hold each of them beside the shift."""
    known = volunteers.read(people, since=wanted.starts_at, until=wanted.ends_at)
    return [Seen(one, fitness.look(one, wanted, at=at)) for one in known.values()]


def decided_on(shift: Shift) -> set[int]:
    """People about whom somebody decided for this shift already."""
    rows = Suggestion.objects.filter(shift=shift).exclude(accepted_at=None, declined_at=None)
    return {number for number in rows.values_list("key__person_id", flat=True) if number}


def order(seen: Seen, wanted: Demand) -> tuple[float, int]:
    """The best first; who fits equally well is put in an order by lot, another one for each shift."""
    lot = zlib.crc32(f"{wanted.shift_id}:{seen.one.person_id}".encode())
    return -round(seen.look.points, 6), lot


def told(fits: list[Seen], wanted: Demand) -> list[Suggested]:
    """The same with names and reasons."""
    numbers = [seen.one.person_id for seen in fits]
    people = Person.objects.select_related("region").in_bulk(numbers)
    proved = proofs.proved(numbers, wanted.needs)
    return [
        Suggested(
            people[seen.one.person_id],
            seen.one.key_id,
            seen.look.points,
            reasons.of(
                seen.one, wanted, seen.look, proved=proved.get(seen.one.person_id, frozenset())
            ),
        )
        for seen in fits
        if seen.one.person_id in people
    ]
