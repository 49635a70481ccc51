"""Blanks every row of delivery that names one person."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from muster.delivery.models import (
    CaughtMessage,
    ContactSlot,
    Direct,
    LetterRow,
    Outcome,
    Receipt,
    Recipient,
)
from muster.kit.erasing import erasing
from muster.people.models import IdentityKey


@transaction.atomic
def blank(*, person_id: int) -> None:
    """Take address, values and text away; the rows and their outcomes stay for the sums."""
    theirs = Recipient.objects.of_any_snapshot().filter(person_id=person_id)
    # What a server answered quotes the address more often than not.
    with erasing():
        Outcome.objects.filter(recipient__in=theirs).exclude(detail="").update(detail="")
    Receipt.objects.filter(recipient__in=theirs).exclude(detail="").update(detail="")
    theirs.update(address="", merge={}, merge_digest="")
    # Letters also went to the address before anybody knew whose it was.
    emails = IdentityKey.objects.filter(person=person_id, kind="email").values("value")
    named = Q(person_id=person_id) | Q(address__in=emails)
    Direct.objects.filter(named).update(
        address="", raw=b"", return_path="", detail="", returned_words=""
    )
    LetterRow.objects.filter(named).update(address="", context={}, detail="", returned_words="")
    CaughtMessage.objects.filter(person_id=person_id).delete()
    ContactSlot.objects.filter(person_id=person_id).delete()
