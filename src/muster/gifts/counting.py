"""What was counted in a hat, and what the ledger says of it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q, Sum

from muster.gifts.models import CashCount, Entry, Hat
from muster.gifts.queries import CASH
from muster.kit.scope import Scope, entered


def latest(hat: Hat) -> Sequence[CashCount]:
    """The figure of each counter that holds, in the order they were given."""
    holds: dict[int, CashCount] = {}
    for one in CashCount.objects.filter(hat=hat).select_related("counter").order_by("id"):
        holds.pop(one.counter_id, None)
        holds[one.counter_id] = one
    return list(holds.values())


def booked(hat: Hat) -> int:
    """What the ledger says of a hat."""
    with entered(Scope.EVERYONE):
        mine = Entry.objects.filter(source=CASH).filter(
            Q(reference=hat.reference) | Q(about=hat.reference)
        )
        return int(mine.aggregate(total=Sum("minor"))["total"] or 0)
