"""Tasks for one person, with reasons: what is near, what fits their times and skills, and where people are short.

It reads only what the person may see of themselves, so a member’s page can ask it in the member’s own scope.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Q, QuerySet

from muster.kit import clock
from muster.people.models import Person
from muster.volunteering import demands, fitness, proofs, reasons, standings, volunteers
from muster.volunteering.fitness import Demand, Look, Volunteer, Want
from muster.volunteering.models import Shift
from muster.volunteering.reasons import Reason

AHEAD: Final = timedelta(days=42)
MOST_LOOKED_AT: Final = 400
# Beside how well it fits counts how short of people it is.
SHORT: Final = 0.2
REACH_DEGREES: Final = 1.0


@dataclass(frozen=True, slots=True)
class Offered:
    """One task for a person, at the shift of it that fits best."""

    shift: Shift
    points: float
    reasons: list[Reason]


def for_person(person: Person, *, most: int = 5) -> list[Offered]:
    """What they could do best, each task once. Nothing that they are not qualified for."""
    at = clock.now()
    known = volunteers.read([person.pk], since=at, until=at + AHEAD).get(person.pk)
    if known is None:
        return []
    # Whoever looks for a task themselves may do one as often as they like.
    known.asked_at = None
    ranked = _ranked(known, _around(person, at), at)
    able: dict[tuple[tuple[Want, ...], date], bool] = {}
    chosen: dict[int, tuple[Shift, Demand, Look, float]] = {}
    for found in ranked:
        shift, wanted, _look, _points = found
        asked = (wanted.needs, demands.last_day(wanted))
        if shift.task_id not in chosen and _able(known, asked, able):
            chosen[shift.task_id] = found
        if len(chosen) == most:
            break
    return [_offered(known, *one) for one in chosen.values()]


def _around(person: Person, at: datetime) -> QuerySet[Shift]:
    """Shifts that are online, in their region or near them."""
    near = Q(task__online=True)
    if person.region_id:
        near |= Q(task__region=person.region_id)
    if person.latitude is not None and person.longitude is not None:
        low, left = person.latitude - REACH_DEGREES, person.longitude - 2 * REACH_DEGREES
        high, right = person.latitude + REACH_DEGREES, person.longitude + 2 * REACH_DEGREES
        near |= Q(task__latitude__range=(low, high), task__longitude__range=(left, right))
    soon = demands.coming(Shift.objects.filter(near, starts_at__lt=at + AHEAD), at=at)
    return demands.with_needs(soon).order_by("starts_at", "id")[:MOST_LOOKED_AT]


def _ranked(
    known: Volunteer, shifts: QuerySet[Shift], at: datetime
) -> list[tuple[Shift, Demand, Look, float]]:
    found = []
    for shift in shifts:
        wanted = demands.of(shift)
        seen = fitness.look(known, wanted, at=at)
        if not seen.obstacles:
            points = seen.points + SHORT * wanted.open / max(shift.slots, 1)
            found.append((shift, wanted, seen, points))
    return sorted(found, key=lambda one: (-round(one[3], 6), one[0].starts_at, one[0].pk))


def _able(
    known: Volunteer,
    asked: tuple[tuple[Want, ...], date],
    able: dict[tuple[tuple[Want, ...], date], bool],
) -> bool:
    """Whether they have the skills on that day, asked once for each set of them."""
    if asked not in able:
        needs, day = asked
        able[asked] = known.person_id in standings.qualified([known.person_id], needs, on=day)
    return able[asked]


def _offered(known: Volunteer, shift: Shift, wanted: Demand, seen: Look, points: float) -> Offered:
    proved = proofs.proved([known.person_id], wanted.needs).get(known.person_id, frozenset())
    why = reasons.of(known, wanted, seen, proved=proved)
    return Offered(shift, points, [*why, {"code": "short", "n": wanted.open}])
