"""Keeps the trait ``shift`` of a person: the next shift they are in, as “2026-12-05 10:00 beach-clean”."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from muster.kit.actors import Doer, system
from muster.kit.scope import Scope, entered
from muster.people import actions as people
from muster.people.models import Trait
from muster.volunteering import queries
from muster.volunteering.models import Shift, SignUp

TRAIT: Final = "shift"
# Workers that stood still for this long still find whose shift is over.
_LATE: Final = timedelta(days=7)


def note(person: int | None, *, at: datetime, by: Doer) -> None:
    """Say which shift is a person’s next; the one that was it before no longer is."""
    if person is None:
        return
    with entered(Scope.EVERYONE):
        sign_up = queries.coming([person], at=at).first()
        value = worded(sign_up.shift) if sign_up else ""
        held = Trait.objects.filter(person=person, kind=TRAIT, to_at=None)
        for old in held.exclude(value=value).values_list("value", flat=True):
            people.end_trait(person_id=person, kind=TRAIT, value=old, by=by, at=at)
        if value:
            people.hold_trait(person_id=person, kind=TRAIT, value=value, by=by, at=at)


def turn(*, at: datetime) -> int:
    """Go on to the next shift for everybody whose shift began a while ago. Returns for how many."""
    begun = SignUp.objects.filter(
        shift__starts_at__lte=at, shift__starts_at__gt=at - _LATE, left_at=None, place="in"
    )
    whose = begun.values_list("key__person_id", flat=True)
    stale = Trait.objects.filter(person__in=whose, kind=TRAIT, to_at=None)
    done = 0
    for person in sorted(set(stale.values_list("person_id", flat=True))):
        note(person, at=at, by=system("volunteering"))
        done += 1
    return done


def worded(shift: Shift) -> str:
    """A shift as the trait names it: when, by the clocks of its place, and which task."""
    local = shift.starts_at.astimezone(ZoneInfo(shift.task.zone))
    return f"{local:%Y-%m-%d %H:%M} {shift.task.slug}"
