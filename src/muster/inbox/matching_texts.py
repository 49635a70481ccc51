"""Finds the thread a text belongs to. It names nothing it answers, so it answers what we wrote last.

The gateway vouches for the number, and we wrote to that number: within a week that is proof enough of
whose telephone it is. A number nobody was written to stays a claim.
"""

from datetime import datetime, timedelta

from muster.channels.base import Incoming
from muster.delivery import lately
from muster.inbox import matching
from muster.inbox.matching import Match
from muster.inbox.models import Conversation, InboxMessage
from muster.people.models import IdentityKey

WITHIN = timedelta(days=7)


def match(incoming: Incoming) -> Match:
    """Return the thread or the recipient of ours that is the last thing this number got from us."""
    address = matching.address(incoming)
    written = last_written(matching.known_key(incoming))
    answered = _answered(address, since=incoming.received_at - WITHIN)
    if answered and (written is None or answered[1] >= written.at):
        return Match(answered[0], proven=answered[0].proven)
    if written is not None:
        sent_ref = matching.sent_ref(written.recipient)
        existing = Conversation.objects.filter(sent_ref=sent_ref).first()
        return Match(existing, written.recipient, proven=True)
    running = Conversation.objects.filter(channel="sms", address=address, proven=False)
    running = running.exclude(address="").exclude(state=Conversation.State.CLOSED)
    return Match(running.order_by("-last_at", "-id").first())


def last_written(key: IdentityKey | None) -> lately.Written | None:
    """Return the text of a broadcast this number got last, while it still belongs to somebody."""
    if key is None or key.person_id is None:
        return None
    return lately.written_to(key.pk, "sms")


def _answered(address: str, *, since: datetime) -> tuple[Conversation, datetime] | None:
    """The thread in which one of us wrote to this number last, and when."""
    ours = InboxMessage.objects.filter(
        # What was asked on our form and answered by text goes on by text.
        conversation__channel__in=("sms", "webform"),
        conversation__address=address,
        direction=InboxMessage.Direction.OUT,
        at__gt=since,
    ).exclude(conversation__address="")
    last = ours.select_related("conversation").order_by("-at", "-id").first()
    return (last.conversation, last.at) if last else None
