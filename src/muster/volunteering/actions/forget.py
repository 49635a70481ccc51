"""Lets go of everything about one person; the shifts they were in keep their count of places."""

from __future__ import annotations

from django.db import transaction

from muster.kit import clock
from muster.kit.actors import system
from muster.people.models import Person
from muster.volunteering.actions import seats
from muster.volunteering.models import (
    Away,
    Feed,
    Free,
    Readiness,
    Shift,
    SignUp,
    Standing,
    Suggestion,
)  # fmt: skip


@transaction.atomic
def forget(person: Person) -> None:
    """Before people empties the keys. A place of a coming shift goes to whoever waits for it."""
    theirs = SignUp.objects.filter(key__person=person)
    now = clock.now()
    numbers = set(theirs.values_list("shift_id", flat=True))
    # In the order of their numbers, as everybody locks them.
    for shift in Shift.objects.select_for_update().filter(pk__in=numbers).order_by("pk"):
        went, _kinds = theirs.filter(shift=shift, left_at=None, place=SignUp.Place.IN).delete()
        theirs.filter(shift=shift).delete()
        if went:
            shift.refresh_from_db(fields=["taken"])
            held = SignUp.objects.filter(shift=shift, left_at=None, place=SignUp.Place.IN).count()
            seats.count(shift, held - shift.taken)
            seats.move_up(shift, by=system("volunteering"), at=now)
    theirs.delete()
    for model in (Suggestion, Standing, Readiness, Free, Away, Feed):
        model.objects.filter(key__person=person).delete()
