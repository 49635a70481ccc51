"""The only way to fetch a broadcast for somebody: absent and not yours look the same."""

from django.db.models import QuerySet

from muster.accounts.models import Staff
from muster.broadcasts.models import Broadcast, Submission
from muster.delivery.models import Recipient
from muster.kit.errors import NotFound


def broadcast(broadcast_id: int, *, by: Staff) -> Broadcast:
    """The broadcast, for staff who may see broadcasts. Its people stay under their own scope."""
    found = broadcasts(by=by).select_related("author", "audience").filter(pk=broadcast_id).first()
    if found is None:
        raise NotFound
    return found


def broadcasts(*, by: Staff) -> QuerySet[Broadcast]:
    """Every broadcast, for staff who may see broadcasts; none for others."""
    return Broadcast.objects.all() if by.may("broadcasts.view") else Broadcast.objects.none()


def recipients(submission: Submission, *, by: Staff) -> QuerySet[Recipient]:
    """The frozen people of a submission that this person may see."""
    rows = Recipient.objects.filter(snapshot_id=submission.document.snapshot_id)
    return rows if by.scope.everyone else rows.filter(region__in=by.scope.regions)
