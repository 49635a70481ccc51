"""Lets go of what was held back or handed aside, ninety days after it came."""

from datetime import datetime, timedelta

from muster.inbox.models import Arrival

KEPT = timedelta(days=90)


def purge(*, at: datetime) -> int:
    """Drop sealed messages older than ninety days; their receipts stay. Returns how many."""
    return Arrival.objects.filter(at__lt=at - KEPT, sealed__isnull=False).update(sealed=None)
