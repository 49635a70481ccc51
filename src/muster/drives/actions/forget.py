"""Lets a person’s gifts stand in the books without their name, and their links without an owner."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from muster.drives.models import Giving, Link
from muster.gifts.models import Entry
from muster.people.models import Person


@transaction.atomic
def forget(person: Person) -> None:
    """Before gifts empties its keys: names go, the tree keeps its shape and names nobody."""
    theirs = Q(entry__in=Entry.objects.of(person)) | Q(link__key__person=person)
    Giving.objects.filter(theirs).update(name="", name_is=Giving.Name.NONE)
    Link.objects.filter(key__person=person).update(key=None, label="")
