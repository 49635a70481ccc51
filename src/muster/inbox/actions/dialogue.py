"""Writes down what came of talking with somebody who wrote in anger. A person decides; a machine never does."""

from datetime import datetime

from django.db import transaction

from muster.accounts.models import Staff
from muster.audit import actions as audit
from muster.inbox import access, case_errors
from muster.inbox.actions import waits
from muster.inbox.models import Conversation, Dialogue, Wait
from muster.people import actions as people
from muster.people.models import IdentityKey

Outcome = Dialogue.Outcome
SOURCE = "dialogue"


@transaction.atomic
def conclude(
    *, conversation: Conversation, outcome: str, reason: str, by: Staff, at: datetime
) -> Dialogue:
    """Record an outcome: who leaves is unsubscribed everywhere, who is blocked is neither written to nor answered."""
    locked = access.locked(conversation)
    ended, why = Outcome(outcome), reason.strip()[:2000]
    if ended == Outcome.BLOCKED and not why:
        raise case_errors.NoReason
    if access.block_of(locked) is not None:
        raise case_errors.BlockedAlready
    made = Dialogue.objects.create(conversation=locked, outcome=ended, reason=why, by=by, at=at)
    audit.record(
        by=by, verb=f"dialogue.{ended.value}", subject=str(locked), at=at, dialogue=made.pk
    )
    person = locked.person
    if ended == Outcome.LEAVES and person is not None:
        people.stop_all(person_id=person.pk, source=SOURCE, by=by, at=at)
    if ended == Outcome.BLOCKED:
        _shut(locked, by=by, at=at)
    if ended != Outcome.STAYS:
        _put_away(locked, by=by, at=at)
    return made


@transaction.atomic
def lift(*, dialogue: Dialogue, by: Staff, at: datetime) -> Dialogue:
    """Take back a block; whoever set it cannot, somebody else has to look."""
    locked = Dialogue.objects.select_for_update().get(pk=dialogue.pk)
    if locked.outcome != Outcome.BLOCKED or locked.lifted_at is not None:
        raise case_errors.NotBlocked
    if locked.by_id == by.pk:
        raise case_errors.LiftedByAnother
    locked.lifted_at, locked.lifted_by = at, by
    locked.save(update_fields=["lifted_at", "lifted_by"])
    conversation = access.locked(locked.conversation)
    for key in _addresses(conversation):
        people.unblock(kind=key.kind, value=key.value, by=by)
    audit.record(
        by=by, verb="dialogue.lifted", subject=str(conversation), at=at, dialogue=locked.pk
    )
    return locked


def _shut(conversation: Conversation, *, by: Staff, at: datetime) -> None:
    # Anybody can write a stranger's address into a sender line, so nothing is shut for that.
    for key in _addresses(conversation):
        people.block(kind=key.kind, value=key.value, by=by, at=at)


def _addresses(conversation: Conversation) -> list[IdentityKey]:
    person = conversation.person
    if person is None:
        return []
    found = IdentityKey.objects.filter(person=person, kind__in=("email", "phone"))
    return list(found.order_by("id"))


def _put_away(conversation: Conversation, *, by: Staff, at: datetime) -> None:
    if conversation.closed:
        return
    waits.end(conversation, ending=Wait.Ending.CLOSED, by_id=by.pk, at=at)
    waits.settle(conversation, by_id=by.pk, at=at)
    conversation.state, conversation.closed_at = Conversation.State.CLOSED, at
    conversation.save(update_fields=["state", "closed_at", "due_at"])
    audit.record(by=by, verb="conversation.closed", subject=str(conversation), at=at)
