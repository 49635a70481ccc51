"""Answers one conversation, once: the words of a person to a person, in the thread they know.

The mail itself leaves through ``delivery.send_one``, from a row of this very transaction.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from muster.accounts.models import Staff
from muster.accounts.queries import organisation
from muster.audit import actions as audit
from muster.channels import posts
from muster.channels.kinds.sms import gsm
from muster.channels.kinds.webform import receive as webform
from muster.delivery import actions as delivery
from muster.delivery.models import Direct
from muster.inbox import access, case_errors, errors, second_errors, seconds, threads, ways
from muster.inbox.actions import leaving, waits
from muster.inbox.models import Conversation, InboxMessage, Wait
from muster.kit import clock

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
    channel: str = "",
    also: Collection[int] = (),
    undo: timedelta = timedelta(),
    second: Staff | None = None,
) -> InboxMessage:
    """Send ``text`` to whoever waits; the same ``idempotency`` again returns the answer already given.

    If something newer than ``seen`` came, the last entry its writer had before them, nothing is sent.
    ``closing`` puts the thread away with the answer. ``channel`` chooses where they are answered, ``also``
    names other threads of theirs whose waits this ends. For ``undo`` long it can be taken back. ``second``
    has read it, where somebody has to; without one it raises NeedsSecond.
    """
    words = _fit(text)
    with transaction.atomic():
        locked = access.locked(conversation)
        already = InboxMessage.objects.filter(idempotency=idempotency).first()
        if already is not None:
            return already
        theirs = ways.theirs(locked, by=by)
        _refuse_if_newer([locked, *theirs], seen)
        thread, began = _thread(locked, channel, theirs, at)
        if _by_text(thread) and gsm.parts(gsm.fitted(words)) > MAX_PARTS:
            raise errors.TooManyParts(MAX_PARTS)
        others = _others(thread, also, theirs)
        if second is None and (needed := seconds.needed([locked, thread, *others])):
            raise second_errors.NeedsSecond(needed)
        writing = _Writing(thread, words, by, at, idempotency, closing, undo, began, second)
        return _send(writing, others)


def _fit(text: str) -> str:
    words = text.strip()
    if not words:
        raise errors.NothingWritten
    if len(words) > MAX_ANSWER:
        raise errors.TooLong(MAX_ANSWER)
    return words


@dataclass(frozen=True, slots=True)
class _Writing:
    """One answer being given."""

    conversation: Conversation
    words: str
    by: Staff
    at: datetime
    idempotency: str
    closing: bool
    undo: timedelta
    # The thread begins with this answer, on a channel they allowed.
    began: bool
    # Who read it before it left, besides its writer.
    second: Staff | None


def _by_text(conversation: Conversation) -> bool:
    """Whether the answer leaves as a text: to a telephone, whatever it was asked by."""
    return conversation.channel == "sms" or (
        conversation.channel == webform.CHANNEL and "@" not in conversation.address
    )


def _thread(
    conversation: Conversation, channel: str, theirs: Sequence[Conversation], at: datetime
) -> tuple[Conversation, bool]:
    """The thread that gets the answer, locked, and whether it begins with it."""
    if not channel:
        return conversation, False
    way = ways.chosen(conversation, channel, theirs)
    if way.thread is not None:
        own = way.thread.pk == conversation.pk
        return (conversation if own else access.locked(way.thread)), False
    if way.key is None:
        raise errors.NotThatWay
    begun = Conversation(
        key=way.key, proven=True, channel=channel, address=way.key.value, name=conversation.name,
        subject=conversation.subject, state=Conversation.State.WAITING, opened_at=at, last_at=at,
    )  # fmt: skip
    begun.find_key = begun.folded()
    begun.save(force_insert=True)
    return begun, True


def _others(
    thread: Conversation, also: Collection[int], theirs: Sequence[Conversation]
) -> list[Conversation]:
    """Their other threads that this answers as well, locked; each has to wait still."""
    wanted = set(also) - {thread.pk}
    known = {one.pk: one for one in theirs}
    if not wanted <= known.keys():
        raise errors.WaitsNoMore
    found = [access.locked(known[number]) for number in sorted(wanted)]
    if not all(one.they_wait for one in found):
        raise errors.WaitsNoMore
    return found


def _send(writing: _Writing, others: list[Conversation]) -> InboxMessage:
    conversation = writing.conversation
    theirs = _last_of_theirs(conversation)
    if posts.channel_of(conversation.address) not in {"", conversation.channel}:
        # A sender line that looks like an account leads to none.
        raise errors.NowhereToAnswer
    if not conversation.address:
        raise errors.NowhereToAnswer
    if block := access.block_of(conversation):
        raise case_errors.Blocked(block.by.name)
    mail = _mail(writing, theirs)
    given = InboxMessage.objects.create(
        conversation=conversation,
        direction=InboxMessage.Direction.OUT,
        said=writing.words,
        message_id=threads.bare(mail.message_id),
        references=_chain(theirs) if theirs else [],
        at=writing.at,
        author=writing.by,
        idempotency=writing.idempotency,
    )
    touched = [conversation, *others]
    if writing.undo:
        leaving.hold(given, mail, touched, by=writing.by, began=writing.began)
    for one in touched:
        _settle(writing, one, given)
    if not writing.undo:
        leaving.tell(given, touched)
    return given


def _last_of_theirs(conversation: Conversation) -> InboxMessage | None:
    """What this answers; nothing in a thread that began with us, where only we have written."""
    came = conversation.messages.filter(direction=InboxMessage.Direction.IN)
    last = came.filter(auto=False).order_by("-at", "-id").first()
    if last is None and came.exists():
        raise errors.MachinesOnly
    return last


def _refuse_if_newer(shown: Sequence[Conversation], seen: int | None) -> None:
    if seen is None:
        return
    newer = InboxMessage.objects.filter(conversation__in=shown, pk__gt=seen, auto=False)
    if newer.exclude(direction=InboxMessage.Direction.NOTE).exists():
        raise errors.SomethingNew


def _mail(writing: _Writing, theirs: InboxMessage | None) -> Direct:
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
        in_reply_to=_named(theirs.message_id) if theirs else "",
        references=tuple(_chain(theirs)) if theirs else (),
        answers=theirs.headers if theirs else {},
        at=writing.at,
        not_before=clock.now() + writing.undo if writing.undo else None,
    )


def _letter(writing: _Writing, theirs: InboxMessage | None) -> str:
    address = writing.conversation.address
    if theirs is None or _by_text(writing.conversation) or posts.channel_of(address):
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


def _settle(writing: _Writing, conversation: Conversation, given: InboxMessage) -> None:
    waits.end(conversation, ending=Wait.Ending.ANSWERED, by_id=writing.by.pk, at=writing.at)
    closing = writing.closing
    if closing:
        waits.settle(conversation, by_id=writing.by.pk, at=writing.at)
    conversation.state = Conversation.State.CLOSED if closing else Conversation.State.WAITING
    conversation.closed_at = writing.at if closing else None
    conversation.last_at = writing.at
    conversation.assignee = conversation.assignee or _taking(writing, conversation)
    conversation.snoozed_until = None
    conversation.save(
        update_fields=["state", "closed_at", "due_at", "last_at", "assignee", "snoozed_until"]
    )
    audit.record(
        by=writing.by, verb="conversation.answered", subject=str(conversation), at=writing.at,
        message=given.pk, closed=closing, second=writing.second.actor if writing.second else "",
    )  # fmt: skip


def _taking(writing: _Writing, conversation: Conversation) -> Staff | None:
    """Whoever answers takes it, unless it is the work of a team they are not in."""
    team = conversation.team_id
    return writing.by if team is None or access.in_team(writing.by.pk, team) else None
