"""Takes somebody out of every bond and every list; who called others is no longer said."""

from __future__ import annotations

from muster.groups import point_people
from muster.groups.models import CallTarget, Telling
from muster.people.models import Person


def forget_leading(person: Person) -> None:
    """Before their keys go. What they wrote about others’ calls stays with those others."""
    point_people.of_person(person).delete()
    CallTarget.objects.filter(key__person=person).delete()
    CallTarget.objects.filter(taken_by__person=person, outcome="").update(
        taken_by=None, taken_at=None
    )
    CallTarget.objects.filter(taken_by__person=person).update(taken_by=None)
    Telling.objects.filter(key__person=person).delete()
