"""Finds the thread an incoming message belongs to, and says whether that is proved or only claimed.

Proof is something only the mailbox we wrote to was given: the Message-ID or return path of a message of
ours. From and Reply-To prove nothing (safety.md, hole 5): they can only join a claim to a claim.
"""

from dataclasses import dataclass

from muster.channels import posts
from muster.channels.base import Incoming
from muster.channels.kinds.webform import receive as webform
from muster.delivery import queries as delivery
from muster.delivery.models import Recipient
from muster.inbox import arrivals, threads
from muster.inbox.models import Conversation, InboxMessage
from muster.kit.text import clean
from muster.people import keys
from muster.people.models import IdentityKey

_KINDS = {"email": "email", "sms": "phone"}


@dataclass(frozen=True, slots=True)
class Match:
    """What was found: a thread that exists, or the recipient of ours a new one is proved to be with."""

    conversation: Conversation | None = None
    recipient: Recipient | None = None
    # The key a new thread is proved to be with where no message of ours is answered.
    key: IdentityKey | None = None
    proven: bool = False


def match(incoming: Incoming) -> Match:
    """Return the best match: our own answer, our own sending, their own earlier message, or none."""
    if incoming.channel == "sms":
        from muster.inbox import matching_texts

        return matching_texts.match(incoming)
    if incoming.channel in posts.KINDS:
        from muster.inbox import matching_posts

        return matching_posts.match(incoming)
    named = [f"<{threads.bare(one)}>" for one in incoming.references]
    ancestors = threads.ancestors(arrivals.header(incoming, "in-reply-to"), named)
    return (
        _our_answer(ancestors) or _our_sending(incoming, ancestors) or _claim(incoming, ancestors)
    )


def address(incoming: Incoming) -> str:
    """Return the sender as we store and compare it; what is no address stays as it came, bounded.

    An account is compared by the name that stays when it is renamed.
    """
    return incoming.address[:320] or _sender(incoming)


def _sender(incoming: Incoming) -> str:
    try:
        return keys.normalise(_kind(incoming), incoming.sender)[:320]
    except ValueError:
        return clean(incoming.sender)[:320]


def known_key(incoming: Incoming) -> IdentityKey | None:
    """Return the identity key the sender claims to be, if we know one."""
    return IdentityKey.objects.filter(kind=_kind(incoming), value=_sender(incoming)).first()


def _kind(incoming: Incoming) -> str:
    """What kind of key the sender is; our own form takes a mailbox or a telephone."""
    if incoming.channel == webform.CHANNEL:
        return "email" if "@" in incoming.sender else "phone"
    return _KINDS.get(incoming.channel, "handle")


def _our_answer(ancestors: list[str]) -> Match | None:
    ours = InboxMessage.objects.filter(
        message_id__in=ancestors, direction=InboxMessage.Direction.OUT
    )
    found = {one.message_id: one for one in ours.select_related("conversation")}
    nearest = next((found[one] for one in ancestors if one in found), None)
    # An answer to a stranger proves that its reader has the stranger's mailbox, not who the stranger is.
    return Match(nearest.conversation, proven=nearest.conversation.proven) if nearest else None


def _our_sending(incoming: Incoming, ancestors: list[str]) -> Match | None:
    tokens = [*ancestors, *(one for one in incoming.recipients if "@" in one)]
    named = (delivery.recipient_of(token) for token in tokens)
    recipient = next((one for one in named if one is not None), None)
    if recipient is None:
        return None
    existing = Conversation.objects.filter(sent_ref=sent_ref(recipient)).first()
    return Match(existing, recipient, proven=True)


def _claim(incoming: Incoming, ancestors: list[str]) -> Match:
    writer = address(incoming)
    same = Conversation.objects.filter(channel=incoming.channel, address=writer).exclude(address="")
    by_reference = (
        same.filter(messages__message_id__in=ancestors).order_by("-last_at", "-id").first()
    )
    if by_reference:
        return Match(by_reference)
    running = same.filter(proven=False).exclude(state=Conversation.State.CLOSED)
    if incoming.channel in {"email", webform.CHANNEL}:
        running = running.filter(subject=threads.base_subject(incoming.subject)[:300])
    return Match(running.order_by("-last_at", "-id").first())


def sent_ref(recipient: Recipient) -> str:
    """Return the name a thread carries that answers one message of one sending."""
    return f"recipient:{recipient.pk}"
