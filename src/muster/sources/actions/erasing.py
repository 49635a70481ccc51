"""Forgetting one person in the journals of imports; the counts stay."""

from __future__ import annotations

from django.db import transaction

from muster.people.models import Person
from muster.sources.models import ImportChange, ImportRow


@transaction.atomic
def forget(person: Person) -> None:
    """Blank the rows that named a person and drop what could put them back."""
    ImportChange.objects.filter(person_number=person.pk).delete()
    ImportRow.objects.filter(person_number=person.pk).update(
        person_number=None, code="", detail="", extra=None
    )
