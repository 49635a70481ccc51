"""Makes the rows of an arrival, unsaved: the same for one message as for many that come together."""

from __future__ import annotations

from datetime import datetime

from muster.activity.facts import NewFact
from muster.channels import posts
from muster.channels.base import Incoming
from muster.channels.kinds.webform import receive as webform
from muster.delivery.models import Recipient
from muster.inbox import arrivals, matching, quotes, registry, texts, threads
from muster.inbox.actions import weighing
from muster.inbox.models import Conversation, InboxMessage, Topic
from muster.kit.text import clean


def begun(incoming: Incoming, recipient: Recipient | None, at: datetime) -> Conversation:
    """A new thread: proved to be with the recipient of ours that it answers, or with whoever says so."""
    thread = Conversation(
        channel=incoming.channel, subject=threads.base_subject(incoming.subject)[:300],
        state=Conversation.State.QUIET, opened_at=at, last_at=at, name=clean(incoming.sender_name)[:160],
    )  # fmt: skip
    if recipient is None:
        thread.key, thread.address = matching.known_key(incoming), matching.address(incoming)
        _choose(thread, incoming)
        return thread
    thread.key_id, thread.address = recipient.key_id, recipient.address
    thread.about, thread.proven = recipient.snapshot.subject, True
    thread.sent_ref = matching.sent_ref(recipient)
    return thread


def _choose(thread: Conversation, incoming: Incoming) -> None:
    """Give it the topic they chose on our form, and its team; one that is no longer offered is nobody’s."""
    number = webform.topic(incoming)
    topic = Topic.objects.filter(pk=number, offered=True).first() if number else None
    if topic is not None:
        thread.topic, thread.team_id = topic, topic.team_id


def message(
    incoming: Incoming, conversation: Conversation, *, proven: bool, at: datetime, auto: bool
) -> InboxMessage:
    """What was written, as it stands in its thread."""
    whole = texts.plain(incoming.text, incoming.html)
    return InboxMessage(
        conversation=conversation,
        direction=InboxMessage.Direction.IN,
        said=whole if incoming.channel in posts.KINDS else quotes.split(whole).words,
        text=whole,
        html=texts.sanitised(incoming.html) if incoming.html else "",
        sender=matching.address(incoming),
        message_id=threads.bare(incoming.message_id),
        references=[threads.bare(one) for one in incoming.references][-20:],
        headers=arrivals.kept_headers(incoming),
        auto=auto,
        proven=proven,
        at=at,
    )


# What ``heard`` may change of a thread, besides what its wait changes.
CHANGED = (
    "state", "closed_at", "snoozed_until", "preview", "last_at", "find_key", "reach", *weighing.FIELDS,
    "topic", "team",
)  # fmt: skip


def heard(conversation: Conversation, entry: InboxMessage) -> None:
    """Let the thread show what it now ends with; a machine’s words are no preview."""
    if not entry.auto:
        conversation.show(entry.said)
        # Whoever put it off did not know of this.
        conversation.snoozed_until = None
    conversation.last_at = max(conversation.last_at, entry.at)
    conversation.find_key = conversation.folded()


def details(entry: InboxMessage) -> dict[str, object]:
    """What the audit log keeps of it."""
    team = entry.conversation.team_id
    return {"message": entry.pk, "auto": entry.auto, "proven": entry.proven, "team": team}


def fact(conversation: Conversation, entry: InboxMessage) -> NewFact | None:
    """What the log of facts keeps of it; nothing of somebody we do not know."""
    if conversation.key_id is None:
        return None
    kind = registry.REPLY if entry.proven else registry.CLAIM
    return NewFact(
        kind=registry.AUTOMATIC if entry.auto and entry.proven else kind,
        key_id=conversation.key_id,
        at=entry.at,
        source=f"inbox:{conversation.channel}",
        ref=conversation.about or None,
        # What it was about stays with the conversation, and goes with it.
        data={"conversation": conversation.pk},
    )
