"""Lets go of what was held back or handed aside, ninety days after it came, and of who was where."""

from datetime import datetime

from muster.inbox.actions import presence
from muster.inbox.models import Arrival
from muster.inbox.models.arrival import KEPT


def purge(*, at: datetime) -> int:
    """Drop sealed messages older than ninety days; their receipts stay. Returns how many."""
    presence.sweep()
    return Arrival.objects.filter(at__lt=at - KEPT, sealed__isnull=False).update(sealed=None)
