"""Plans many shifts at once: as many places filled as can be, by the people who fit best, at most two shifts each.

The plan is optimal among the candidates it looks at: for every shift the fittest, and others by lot, so that not all
shifts look at the same people. Whoever somebody accepted stays where they are. A person gets at most one shift a day;
days that a shift joins by running over midnight count as one, so no two shifts of a person ever overlap.
"""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from muster.kit import clock
from muster.kit.scope import Scope
from muster.volunteering import demands, fitness, reasons, volunteers
from muster.volunteering.fitness import Demand, Volunteer
from muster.volunteering.models import Shift
from muster.volunteering.planning import able, fixed, left
from muster.volunteering.planning.columns import Columns
from muster.volunteering.planning.fitting import Candidates, candidates
from muster.volunteering.planning.left import Left
from muster.volunteering.reasons import Reason

__all__ = ["Left", "Place", "Plan", "arrange", "plan"]


@dataclass(frozen=True, slots=True)
class Place:
    """One person in one shift. ``fixed`` where somebody had accepted them before."""

    shift_id: int
    person_id: int
    key_id: int
    points: float
    fixed: bool = False


@dataclass(slots=True)
class Plan:
    """Who would do what, and which places stay empty and why."""

    at: datetime
    places: list[Place] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    wanted: dict[int, Demand] = field(default_factory=dict)
    people: dict[int, Volunteer] = field(default_factory=dict)

    @property
    def new(self) -> list[Place]:
        """Those whom nobody accepted yet."""
        return [place for place in self.places if not place.fixed]

    @property
    def asked_for(self) -> int:
        """How many places there were to fill."""
        return sum(one.open for one in self.wanted.values())

    def reasons(self, place: Place) -> list[Reason]:
        """Why this person is there."""
        one, wanted = self.people[place.person_id], self.wanted[place.shift_id]
        return reasons.of(one, wanted, fitness.look(one, wanted, at=self.at))


def plan(
    shifts: Iterable[Shift],
    people: Collection[int] | None = None,
    *,
    scope: Scope,
    accepted: Collection[tuple[int, int]] | None = None,
    at: datetime | None = None,
) -> Plan:
    """Read everything, then arrange. ``people`` are numbers of people; all of ``scope`` where none are named.

    ``accepted`` are pairs of shift and person that stay; those that are written down where none are named.
    """
    at = at or clock.now()
    wanted = demands.all_of(shifts)
    if not wanted:
        return Plan(at)
    with _undisturbed():
        return _planned(wanted, people, scope=scope, accepted=accepted, at=at)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Hundreds of thousands of values are read and all of them kept: looking for garbage among them finds none."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _planned(
    wanted: Sequence[Demand],
    people: Collection[int] | None,
    *,
    scope: Scope,
    accepted: Collection[tuple[int, int]] | None,
    at: datetime,
) -> Plan:
    numbers = volunteers.of_scope(scope) if people is None else list(people)
    since = min(one.starts_at for one in wanted)
    until = max(one.ends_at for one in wanted)
    known = volunteers.read(numbers, since=since, until=until)
    stays = fixed.accepted(wanted) if accepted is None else set(accepted)
    judged = able.judge(wanted, list(known))
    refused = fixed.declined(wanted)
    return arrange(wanted, known, judged=judged, accepted=stays, refused=refused, at=at)


def arrange(
    wanted: Sequence[Demand],
    known: dict[int, Volunteer],
    *,
    judged: able.Judged,
    accepted: Collection[tuple[int, int]] = (),
    refused: Collection[tuple[int, int]] = (),
    at: datetime,
) -> Plan:
    """The plan of what was read. Every person in it passed ``judged`` for their shift."""
    # The solver is large, and only plans need it.
    from muster.volunteering.planning import flow

    columns = Columns.of(list(known.values()), at=at)
    out: dict[int, set[int]] = {}
    for shift, person in refused:
        out.setdefault(shift, set()).add(person)
    found = [
        candidates(columns, one, judged=judged, refused=out.get(one.shift_id, ())) for one in wanted
    ]
    stays = fixed.within(accepted, wanted)
    number = {one.shift_id: place for place, one in enumerate(wanted)}
    rows = [(number[shift], columns.position.get(person, -1)) for shift, person in sorted(stays)]
    chosen = flow.solve(wanted, found, stays=rows)
    places = _places(wanted, columns, found, chosen, stays)
    return Plan(
        at,
        places,
        left.over(wanted, found, places),
        {one.shift_id: one for one in wanted},
        known,
    )


def _places(
    wanted: Sequence[Demand],
    columns: Columns,
    found: Sequence[Candidates],
    chosen: Sequence[tuple[int, int]],
    stays: Collection[tuple[int, int]],
) -> list[Place]:
    keys = {one.person_id: one.key_id for one in columns.people}
    places = [
        Place(shift, person, keys.get(person, 0), 0.0, fixed=True)
        for shift, person in sorted(stays)
        if person in keys
    ]
    for number, spot in chosen:
        one = columns.people[int(found[number].rows[spot])]
        points = float(found[number].points[spot])
        places.append(Place(wanted[number].shift_id, one.person_id, one.key_id, points))
    return places
