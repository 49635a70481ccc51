"""Blanks every row of delivery that names one person."""

from __future__ import annotations

from django.db import transaction

from muster.delivery.models import CaughtMessage, ContactSlot, Direct, LetterRow, Recipient


@transaction.atomic
def blank(*, person_id: int) -> None:
    """Take address, values and text away; the rows and their outcomes stay for the sums."""
    Recipient.objects.filter(person_id=person_id).update(address="", merge={}, merge_digest="")
    Direct.objects.filter(person_id=person_id).update(address="", raw=b"", return_path="")
    LetterRow.objects.filter(person_id=person_id).update(address="", context={})
    CaughtMessage.objects.filter(person_id=person_id).delete()
    ContactSlot.objects.filter(person_id=person_id).delete()
