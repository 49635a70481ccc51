"""Says who reads or writes where just now. Neither logged nor kept: it is over within half a minute."""

from datetime import timedelta

from django.db.models import Value
from django.db.models.functions import Now

from muster.accounts.models import Staff
from muster.inbox.models import Conversation, Presence
from muster.kit import clock

LASTS = timedelta(seconds=30)


def be_here(*, conversation: Conversation, by: Staff, writing: bool = False) -> None:
    """Note that ``by`` has this conversation open for the next half minute."""
    # By the database’s clock without asking it first: each page that is opened says this.
    until = Now() + Value(LASTS)
    Presence.objects.bulk_create(
        [Presence(conversation=conversation, staff=by, writing=writing, until=until)],
        update_conflicts=True,
        unique_fields=["conversation", "staff"],
        update_fields=["writing", "until"],
    )


def sweep() -> int:
    """Clear away what is over; returns how many."""
    gone, _each = Presence.objects.filter(until__lt=clock.db_now()).delete()
    return gone
