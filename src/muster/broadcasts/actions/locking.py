"""The row lock every change of a broadcast begins with, and what must hold before it."""

from muster.accounts.models import Staff
from muster.approvals import queries as approvals
from muster.broadcasts.errors import AlreadyCancelled, AlreadySent, DecidedAgainstIt
from muster.broadcasts.models import Broadcast
from muster.delivery import queries as delivery
from muster.kit.errors import NotFound


def lock(broadcast_id: int) -> Broadcast:
    """The broadcast, held until the transaction ends; so edits, decisions and release queue up."""
    found = Broadcast.objects.select_for_update().filter(pk=broadcast_id).first()
    if found is None:
        raise NotFound
    return found


def unsent(broadcast: Broadcast) -> Broadcast:
    """Neither released nor cancelled."""
    if broadcast.cancelled_at is not None:
        raise AlreadyCancelled
    if delivery.release_of(broadcast.reference) is not None:
        raise AlreadySent
    return broadcast


def draftable(broadcast: Broadcast, *, by: Staff) -> Broadcast:
    """Something this person may still change (A10)."""
    unsent(broadcast)
    if by.pk in approvals.may_not_edit(broadcast.reference):
        raise DecidedAgainstIt
    return broadcast
