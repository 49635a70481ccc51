"""Takes the people out of snapshots that are older than ninety days; how many they were stays (S8).

A recipient’s row stays for the sums by region and outcome, but it points to nobody any more.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from muster.audit import actions as audit
from muster.delivery.models import (
    CaughtMessage,
    ContactSlot,
    Parcel,
    Recipient,
    Reduction,
    Snapshot,
)
from muster.kit import actors
from muster.kit.scope import Scope, entered

KEPT: Final = timedelta(days=90)
_BY: Final = actors.system("housekeeping")


def reduce_old(*, at: datetime) -> int:
    """Reduce every snapshot whose time is over and of which nothing is being sent; how many those were."""
    ContactSlot.objects.filter(week__lt=(at - KEPT).date()).delete()
    open_parcels = Parcel.objects.filter(release__snapshot=OuterRef("pk")).exclude(
        state=Parcel.State.FINISHED
    )
    old = Snapshot.objects.filter(~Exists(open_parcels), created_at__lt=at - KEPT, reduction=None)
    return sum(_reduce(number, at=at) for number in list(old.values_list("pk", flat=True)))


@transaction.atomic
def _reduce(number: int, *, at: datetime) -> bool:
    snapshot = Snapshot.objects.select_for_update(no_key=True).get(pk=number)
    if Reduction.objects.filter(snapshot=snapshot).exists():
        return False
    with entered(Scope.EVERYONE):
        people = Recipient.objects.filter(snapshot=snapshot)
        CaughtMessage.objects.filter(recipient_id__in=people.values("pk")).delete()
        # A number of its own that belongs to no key keeps one row for each that there was.
        blanked = people.update(
            person_id=0, key_id=-F("id"), address="", merge={}, merge_digest="", language=""
        )
    Reduction.objects.create(snapshot=snapshot, recipients=blanked, at=at)
    audit.record(
        by=_BY, verb="snapshot.reduced", subject=snapshot.subject, snapshot=snapshot.pk,
        recipients=blanked,
    )  # fmt: skip
    return True
