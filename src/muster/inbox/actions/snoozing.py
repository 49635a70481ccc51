"""Puts a conversation off: out of the queues until a moment, with its clock running.

It returns at once when they write.
"""

from datetime import datetime, timedelta

from django.db import transaction

from muster.accounts.models import Staff
from muster.audit import actions as audit
from muster.inbox import access, errors
from muster.inbox.models import Conversation

LONGEST = timedelta(days=366)


@transaction.atomic
def snooze(*, conversation: Conversation, until: datetime, by: Staff, at: datetime) -> Conversation:
    """Take it out of the queues until then; no promise moves."""
    if not at < until <= at + LONGEST:
        raise errors.WhenIsThat
    locked = access.locked(conversation)
    if locked.state in {Conversation.State.CLOSED, Conversation.State.QUIET}:
        raise errors.NothingToPutOff
    locked.snoozed_until = until
    locked.save(update_fields=["snoozed_until"])
    audit.record(
        by=by, verb="conversation.snoozed", subject=str(locked), at=at, until=until.isoformat()
    )
    return locked


@transaction.atomic
def wake(*, conversation: Conversation, by: Staff, at: datetime) -> Conversation:
    """Bring it back before its moment."""
    locked = access.locked(conversation)
    if not locked.asleep(at):
        raise errors.NotAsleep
    locked.snoozed_until = None
    locked.save(update_fields=["snoozed_until"])
    audit.record(by=by, verb="conversation.woken", subject=str(locked), at=at)
    return locked
