"""Says who reads or writes where just now. Neither logged nor kept: it is over within half a minute."""

from datetime import timedelta

from muster.accounts.models import Staff
from muster.inbox.models import Conversation, Presence
from muster.kit import clock

LASTS = timedelta(seconds=30)


def be_here(*, conversation: Conversation, by: Staff, writing: bool = False) -> None:
    """Note that ``by`` has this conversation open for the next half minute."""
    now = clock.db_now()
    Presence.objects.bulk_create(
        [Presence(conversation=conversation, staff=by, writing=writing, until=now + LASTS)],
        update_conflicts=True,
        unique_fields=["conversation", "staff"],
        update_fields=["writing", "until"],
    )


def sweep() -> int:
    """Clear away what is over; returns how many."""
    gone, _each = Presence.objects.filter(until__lt=clock.db_now()).delete()
    return gone
