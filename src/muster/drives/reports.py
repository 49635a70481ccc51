"""Whether the card service is late with what it knows, so that nobody trusts a total too soon."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from muster.gifts.kinds import practice
from muster.gifts.models import Report

LATELY: Final = timedelta(minutes=10)
LATE: Final = timedelta(minutes=2)
LOOKED: Final = 200


def delay(at: datetime) -> timedelta | None:
    """By how much the latest reports of the last minutes came late, if they did."""
    latest = Report.objects.filter(received_at__gt=at - LATELY, received_at__lte=at).exclude(
        gateway=practice.GATEWAY.name
    )
    found = latest.order_by("-id").values_list("at", "received_at")[:LOOKED]
    late = max((received - happened for happened, received in found), default=timedelta())
    return late if late > LATE else None
