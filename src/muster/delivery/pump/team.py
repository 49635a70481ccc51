"""In team mode a message reaches our own staff and nobody else."""

from __future__ import annotations

from dataclasses import replace

import msgspec

from muster.accounts.models import Staff
from muster.delivery.actions.parcels import Claimed


def only(parcel: Claimed) -> Claimed:
    """Return the parcel with everybody who is not staff closed to it."""
    emails = Staff.objects.filter(is_active=True).values_list("email", flat=True)
    ours = {email.casefold() for email in emails}
    people = [
        msgspec.structs.replace(person, open=person.open and person.address.casefold() in ours)
        for person in parcel.people
    ]
    return replace(parcel, people=people)
