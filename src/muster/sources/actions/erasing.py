"""Forgetting one person in the journals of imports; the counts stay."""

from __future__ import annotations

from django.db import transaction

from muster.people.models import Person
from muster.sources.models import Import, ImportChange, ImportRow, UploadChunk


@transaction.atomic
def forget(person: Person) -> None:
    """Blank the rows that named a person and drop what could put them back."""
    _forget_files(person)
    ImportChange.objects.filter(person_number=person.pk).delete()
    ImportRow.objects.filter(person_number=person.pk).update(
        person_number=None, code="", detail="", extra=None
    )


def _forget_files(person: Person) -> None:
    """Throw away the uploaded files that named them. One still being taken in goes when its time is over."""
    named = ImportRow.objects.filter(person_number=person.pk).values("of")
    over = Import.objects.filter(pk__in=named, state__in=("done", "undone"))
    UploadChunk.objects.filter(of__in=over).delete()
