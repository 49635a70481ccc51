"""Takes a person out of the books: amounts stand, names and addresses go."""

from __future__ import annotations

from django.db import transaction

from muster.gifts.models import Entry, Payment, Pledge
from muster.kit.erasing import erasing
from muster.people.models import Person


@transaction.atomic
def forget(person: Person) -> None:
    """Let the amounts stand in the books without the person."""
    with erasing():
        Entry.objects.of(person).update(key=None, about="")
    # By the numbers, since the first change takes away what they are found by.
    begun = list(Payment.objects.of(person).values_list("id", flat=True))
    Payment.objects.filter(pk__in=begun).update(
        key=None,
        email="",
        name="",
        shown=False,
        receipt=False,
        relay="",
        page="",
        session="",
        network="",
        failure="",
    )
    Pledge.objects.of(person).update(key=None, name="")
