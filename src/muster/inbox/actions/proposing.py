"""An answer and its second pair of eyes: put to somebody, let go by them, returned with a reason, or withdrawn.

The ten seconds to undo begin when it is let go, not when it was written.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from muster.accounts.models import Staff
from muster.audit import actions as audit
from muster.inbox import access, errors, second_errors
from muster.inbox.actions.answer import MAX_ANSWER, answer
from muster.inbox.models import Conversation, InboxMessage, Proposal
from muster.inbox.seconds import Second

Ending = Proposal.Ending


def give(
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
) -> InboxMessage | Proposal:
    """Send an answer, or put it to a second person where one has to read it first."""
    try:
        return answer(
            conversation=conversation, text=text, by=by, at=at, idempotency=idempotency, seen=seen,
            closing=closing, channel=channel, also=also, undo=undo,
        )  # fmt: skip
    except second_errors.NeedsSecond as needed:
        return _propose(
            Proposal(
                conversation=conversation, said=text.strip(), channel=channel, also=sorted(also),
                closing=closing, seen=seen, idempotency=idempotency, by=by, at=at,
            ),
            needed.second,
        )  # fmt: skip


@transaction.atomic
def _propose(written: Proposal, second: Second) -> Proposal:
    if len(written.said) > MAX_ANSWER:
        raise errors.TooLong(MAX_ANSWER)
    conversation = written.conversation = access.locked(written.conversation)
    already = Proposal.objects.filter(idempotency=written.idempotency).first()
    if already is not None:
        return already
    waiting = conversation.proposals.filter(ended_at=None).select_related("by").first()
    if waiting is not None:
        raise second_errors.ProposedAlready(waiting.by.name)
    written.permission, written.why = second.permission, second.why[:300]
    written.save(force_insert=True)
    audit.record(
        by=written.by, verb="conversation.proposed", subject=str(conversation), at=written.at,
        proposal=written.pk,
    )  # fmt: skip
    return written


@transaction.atomic
def let_go(
    *, proposal: Proposal, by: Staff, at: datetime, undo: timedelta = timedelta()
) -> InboxMessage:
    """Send it as it was written, in the name of its writer; never by the writer."""
    held = _waiting(proposal)
    if held.by_id == by.pk:
        raise second_errors.OwnAnswer
    _demand_may(held, by)
    given = answer(
        conversation=held.conversation, text=held.said, by=held.by, at=at,
        idempotency=held.idempotency, seen=held.seen, closing=held.closing, channel=held.channel,
        also=held.also, undo=undo, second=by,
    )  # fmt: skip
    _end(held, Ending.LEFT, by=by, at=at)
    return given


@transaction.atomic
def send_back(*, proposal: Proposal, reason: str, by: Staff, at: datetime) -> Proposal:
    """Return it to its writer with what should change."""
    held, why = _waiting(proposal), reason.strip()[:2_000]
    _demand_may(held, by)
    if not why:
        raise second_errors.NoReasonToReturn
    held.reason = why
    return _end(held, Ending.RETURNED, by=by, at=at)


@transaction.atomic
def withdraw_proposal(*, proposal: Proposal, by: Staff, at: datetime) -> Proposal:
    """Take one’s own answer out again; its words stand in the box."""
    held = _waiting(proposal)
    if held.by_id != by.pk:
        raise second_errors.NotTheWriter
    return _end(held, Ending.WITHDRAWN, by=by, at=at)


def _waiting(proposal: Proposal) -> Proposal:
    found = (
        Proposal.objects.select_for_update(of=("self",))
        .select_related("conversation", "by")
        .get(pk=proposal.pk)
    )
    if found.ended_at is not None:
        raise second_errors.EndedAlready
    return found


def _demand_may(held: Proposal, by: Staff) -> None:
    if not by.may(held.permission):
        raise second_errors.NotYoursToLetGo


def _end(held: Proposal, ending: Ending, *, by: Staff, at: datetime) -> Proposal:
    held.ending, held.ended_at, held.ended_by = ending, at, by
    held.save(update_fields=["ending", "ended_at", "ended_by", "reason"])
    audit.record(
        by=by, verb=f"conversation.proposal_{ending.value}", subject=str(held.conversation), at=at,
        proposal=held.pk,
    )  # fmt: skip
    return held
