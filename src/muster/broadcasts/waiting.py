"""What would start by itself: submitted, not yet let go, and not left to people before."""

from muster.broadcasts.models import Broadcast, Submission


def numbers() -> list[int]:
    """The broadcasts that wait for their approvals or their time, and then for nobody."""
    found = Submission.objects.filter(
        round__closed_at=None, missed=None, broadcast__cancelled_at=None
    ).exclude(broadcast__start=Broadcast.Start.HAND)
    return sorted(set(found.values_list("broadcast_id", flat=True)))
