"""The four small things staff do with a conversation: take it, note something, put it away, take it out again."""

from datetime import datetime

from django.db import transaction

from muster.accounts.models import Staff
from muster.audit import actions as audit
from muster.inbox import access, errors
from muster.inbox.actions import cases, directing, waits, weighing
from muster.inbox.models import Conversation, InboxMessage, Wait

MAX_NOTE = 10_000


@transaction.atomic
def assign(
    *, conversation: Conversation, to: Staff | None, by: Staff, at: datetime
) -> Conversation:
    """Hand the conversation to a colleague who may answer it, or to nobody."""
    locked = access.locked(conversation)
    if to is not None and not access.may_take(to, locked):
        raise errors.CannotTakeIt(to.name)
    if to is not None:
        directing.demand_member(to, locked)
    locked.assignee = to
    locked.save(update_fields=["assignee"])
    audit.record(
        by=by, verb="conversation.assigned", subject=str(locked), at=at, to=to.actor if to else None
    )
    return locked


@transaction.atomic
def note(*, conversation: Conversation, text: str, by: Staff, at: datetime) -> InboxMessage:
    """Write a note among ourselves; it never leaves and moves no clock."""
    words = text.strip()
    if not words:
        raise errors.NothingWritten
    if len(words) > MAX_NOTE:
        raise errors.TooLong(MAX_NOTE)
    locked = access.locked(conversation)
    written = InboxMessage.objects.create(
        conversation=locked, direction=InboxMessage.Direction.NOTE, said=words, at=at, author=by
    )
    audit.record(by=by, verb="conversation.noted", subject=str(locked), at=at, message=written.pk)
    return written


@transaction.atomic
def close(*, conversation: Conversation, by: Staff, at: datetime) -> Conversation:
    """Put the conversation away; a wait that still ran is recorded as closed without an answer."""
    locked = access.locked(conversation)
    if locked.closed:
        raise errors.AlreadyClosed
    cases.demand_answered(locked)
    unanswered = waits.end(locked, ending=Wait.Ending.CLOSED, by_id=by.pk, at=at)
    waits.settle(locked, by_id=by.pk, at=at)
    locked.state, locked.closed_at = Conversation.State.CLOSED, at
    locked.snoozed_until = None
    locked.save(update_fields=["state", "closed_at", "due_at", "snoozed_until"])
    audit.record(
        by=by, verb="conversation.closed", subject=str(locked), at=at, unanswered=unanswered
    )
    return locked


@transaction.atomic
def reopen(*, conversation: Conversation, by: Staff, at: datetime) -> Conversation:
    """Take a closed conversation out again; a wait that was put away unanswered goes on where it stood.

    After an answer a new one begins, since somebody thinks they wait.
    """
    locked = access.locked(conversation)
    if not locked.closed:
        raise errors.NotClosed
    waits.resume(locked, at=at)
    locked.save(update_fields=["state", "closed_at", *weighing.FIELDS])
    audit.record(by=by, verb="conversation.reopened", subject=str(locked), at=at)
    return locked
