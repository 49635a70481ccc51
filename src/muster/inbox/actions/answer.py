"""Answers one conversation, once: the words of a person to a person, in the thread they know.

The mail itself leaves through ``delivery.send_one``, from a row of this very transaction.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from muster.accounts.models import Staff
from muster.accounts.queries import organisation
from muster.activity import actions as activity
from muster.activity.facts import NewFact
from muster.audit import actions as audit
from muster.channels import posts
from muster.channels.kinds.sms import gsm
from muster.channels.kinds.webform import receive as webform
from muster.delivery import actions as delivery
from muster.delivery.models import Direct
from muster.inbox import access, errors, registry, threads
from muster.inbox.actions import waits
from muster.inbox.models import Conversation, InboxMessage, Wait

MAX_ANSWER = 20_000
# More parts of a text than this do not arrive as one.
MAX_PARTS = 6
MAX_QUOTED = 4_000


def answer(
    *,
    conversation: Conversation,
    text: str,
    by: Staff,
    at: datetime,
    idempotency: str,
    seen: int | None = None,
    closing: bool = False,
) -> InboxMessage:
    """Send ``text`` to whoever waits; the same ``idempotency`` again returns the answer already given.

    ``seen`` is the last entry the writer had before them: if something newer came, nothing is sent.
    ``closing`` puts the thread away with the answer.
    """
    words = text.strip()
    if not words:
        raise errors.NothingWritten
    if len(words) > MAX_ANSWER:
        raise errors.TooLong(MAX_ANSWER)
    if _by_text(conversation) and gsm.parts(gsm.fitted(words)) > MAX_PARTS:
        raise errors.TooManyParts(MAX_PARTS)
    with transaction.atomic():
        locked = access.locked(conversation)
        already = InboxMessage.objects.filter(idempotency=idempotency).first()
        if already is not None:
            return already
        return _send(_Writing(locked, words, by, at, idempotency, closing), seen)


@dataclass(frozen=True, slots=True)
class _Writing:
    """One answer being given."""

    conversation: Conversation
    words: str
    by: Staff
    at: datetime
    idempotency: str
    closing: bool


def _by_text(conversation: Conversation) -> bool:
    """Whether the answer leaves as a text: to a telephone, whatever it was asked by."""
    return conversation.channel == "sms" or (
        conversation.channel == webform.CHANNEL and "@" not in conversation.address
    )


def _send(writing: _Writing, seen: int | None) -> InboxMessage:
    conversation = writing.conversation
    theirs = _last_of_theirs(conversation)
    _refuse_if_newer(conversation, seen)
    if posts.channel_of(conversation.address) not in {"", conversation.channel}:
        # A sender line that looks like an account leads to none.
        raise errors.NowhereToAnswer
    if not conversation.address:
        raise errors.NowhereToAnswer
    mail = _mail(writing, theirs)
    given = InboxMessage.objects.create(
        conversation=conversation,
        direction=InboxMessage.Direction.OUT,
        said=writing.words,
        message_id=threads.bare(mail.message_id),
        references=_chain(theirs),
        at=writing.at,
        author=writing.by,
        idempotency=writing.idempotency,
    )
    _settle(writing, given)
    return given


def _last_of_theirs(conversation: Conversation) -> InboxMessage:
    people = conversation.messages.filter(direction=InboxMessage.Direction.IN, auto=False)
    last = people.order_by("-at", "-id").first()
    if last is None:
        raise errors.MachinesOnly
    return last


def _refuse_if_newer(conversation: Conversation, seen: int | None) -> None:
    if seen is None:
        return
    newer = conversation.messages.filter(pk__gt=seen, auto=False).exclude(
        direction=InboxMessage.Direction.NOTE
    )
    if newer.exists():
        raise errors.SomethingNew


def _mail(writing: _Writing, theirs: InboxMessage) -> Direct:
    conversation, house = writing.conversation, organisation()
    key = conversation.key
    return delivery.send_one(
        subject=str(conversation),
        address=conversation.address,
        title=threads.reply_subject(conversation.subject),
        text=_letter(writing, theirs),
        idempotency=f"answer:{writing.idempotency}",
        by=writing.by,
        key_id=conversation.key_id if conversation.proven else None,
        person_id=key.person_id if key and conversation.proven else None,
        sender_name=f"{writing.by.name}, {house.name}" if house.name else writing.by.name,
        in_reply_to=_named(theirs.message_id),
        references=tuple(_chain(theirs)),
        answers=theirs.headers,
        at=writing.at,
    )


def _letter(writing: _Writing, theirs: InboxMessage) -> str:
    if _by_text(writing.conversation) or posts.channel_of(writing.conversation.address):
        # These quote nothing: what they wrote stands right above it on their screen.
        return writing.words
    person = writing.conversation.person
    with translation.override(
        person.language if person and person.language else writing.by.language
    ):
        opening = _("On %(day)s you wrote:") % {"day": f"{theirs.at:%Y-%m-%d %H:%M} UTC"}
    quoted = "\n".join(f"> {line}".rstrip() for line in theirs.said[:MAX_QUOTED].splitlines())
    return (
        f"{writing.words}\n\n{writing.by.name}\n\n{opening}\n{quoted}\n"
        if quoted
        else writing.words
    )


def _chain(theirs: InboxMessage) -> list[str]:
    return threads.chain(theirs.references, _named(theirs.message_id))


def _named(message_id: str) -> str:
    """The name of a mail; what came by our form or by text has one of another kind, which no mailbox knows."""
    return message_id if "@" in message_id else ""


def _settle(writing: _Writing, given: InboxMessage) -> None:
    conversation = writing.conversation
    waits.end(conversation, ending=Wait.Ending.ANSWERED, by_id=writing.by.pk, at=writing.at)
    closing = writing.closing
    conversation.state = Conversation.State.CLOSED if closing else Conversation.State.WAITING
    conversation.closed_at = writing.at if closing else None
    conversation.last_at = writing.at
    conversation.assignee = conversation.assignee or writing.by
    conversation.save(update_fields=["state", "closed_at", "due_at", "last_at", "assignee"])
    audit.record(
        by=writing.by, verb="conversation.answered", subject=str(conversation), at=writing.at,
        message=given.pk, closed=closing,
    )  # fmt: skip
    if conversation.key_id and conversation.proven:
        fact = NewFact(
            kind=registry.ANSWER, key_id=conversation.key_id, at=writing.at, source="inbox",
            ref=conversation.about or None, data={"conversation": conversation.pk},
        )  # fmt: skip
        activity.append([fact])
