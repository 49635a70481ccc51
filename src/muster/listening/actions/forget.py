"""Lets go of what a person said, when that person is erased."""

from muster.listening.models import Mention
from muster.people.models import Person


def forget(person: Person) -> None:
    """Their posts go; the counts they were part of name nobody and stay."""
    Mention.objects.filter(key__person=person).delete()
