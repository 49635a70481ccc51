"""Letting go, stopping, going on, ending. Stopping asks for nothing but sight of it (H1)."""

from datetime import datetime

from django.db import transaction

from muster.accounts.models import Staff
from muster.approvals import actions as approvals
from muster.approvals import eligibility, standing
from muster.approvals import queries as answered
from muster.approvals.errors import NotFresh
from muster.approvals.models import Round
from muster.audit import actions as audit
from muster.broadcasts import queries
from muster.broadcasts.actions.locking import lock, unsent
from muster.broadcasts.declared import Sizes
from muster.broadcasts.errors import (
    DeclaredSizeDiffers,
    NotAllYours,
    NothingReleased,
    NotItsTime,
    NotSubmitted,
)
from muster.broadcasts.models import Broadcast, Submission
from muster.delivery import actions as delivery
from muster.delivery import documents
from muster.delivery import queries as sent
from muster.delivery.models import Halt, Release, Resumption
from muster.kit import clock
from muster.kit.actors import Doer
from muster.kit.collisions import one_wins


@one_wins
@transaction.atomic
def release(*, broadcast_id: int, digest: str, by: Staff) -> Release:
    """Mint the clearance and let delivery go, in one transaction under the lock (A1)."""
    broadcast = unsent(lock(broadcast_id))
    submission = queries.submission_of(broadcast)
    if submission is None:
        raise NotSubmitted
    _demand_regions(submission.round, by=by)
    return let_go(broadcast, submission, digest=digest, by=by)


def let_go(
    broadcast: Broadcast,
    submission: Submission,
    *,
    digest: str,
    by: Doer,
    at: datetime | None = None,
) -> Release:
    """The one way out, whoever or whatever pressed: the lock is held and the checks are all made."""
    _demand_its_time(submission, at or clock.now())
    clearance = approvals.clear(subject=broadcast.reference, digest=digest, by=by)
    sizes = Sizes(declared=broadcast.declared_size, real=submission.round.size)
    if not sizes.fit:
        raise DeclaredSizeDiffers(sizes)
    made = delivery.release(document_id=submission.document_id, clearance_id=clearance.pk, by=by)
    audit.record(
        by=by,
        verb="broadcast.released",
        subject=broadcast.reference,
        digest=digest,
        size=sizes.real,
        approvers=clearance.approvers,
        second_person=not clearance.unchecked,
    )
    return made


@transaction.atomic
def halt(*, broadcast: Broadcast, by: Doer, reason: str = "") -> Halt:
    """Stop it. No lock is taken here: delivery's one committed row is the halt (H2)."""
    stopped = delivery.halt(release=_released(broadcast), by=by, reason=reason)
    audit.record(by=by, verb="broadcast.halted", subject=broadcast.reference)
    return stopped


@one_wins
@transaction.atomic
def resume(
    *, broadcast_id: int, by: Staff, authenticated_at: datetime | None, reason: str = ""
) -> Resumption:
    """Go on with untouched messages only; somebody eligible to approve this has to say so (H7)."""
    broadcast = lock(broadcast_id)
    sent_out = _released(broadcast)
    asked = _asked(sent_out)
    eligibility.demand(answered.candidate(Staff.objects.get(pk=by.pk)), asked.asked)
    if not standing.fresh(authenticated_at, clock.db_now()):
        raise NotFresh
    again = delivery.resume(release=sent_out, by=by, reason=reason)
    audit.record(by=by, verb="broadcast.resumed", subject=broadcast.reference, digest=asked.digest)
    return again


@one_wins
@transaction.atomic
def cancel(*, broadcast_id: int, by: Staff, reason: str = "") -> Broadcast:
    """End it: before release nothing ever leaves, after a halt the untouched rest never does."""
    broadcast = lock(broadcast_id)
    sent_out = sent.release_of(broadcast.reference)
    if sent_out is not None:
        _demand_regions(_asked(sent_out), by=by)
        delivery.cancel(release=sent_out, by=by, reason=reason)
    else:
        unsent(broadcast)
        approvals.close(subject=broadcast.reference, outcome=Round.Outcome.WITHDRAWN, by=by)
        broadcast.cancelled_at, broadcast.cancelled_by = clock.now(), by.actor
        broadcast.save(update_fields=["cancelled_at", "cancelled_by"])
    audit.record(by=by, verb="broadcast.cancelled", subject=broadcast.reference)
    return broadcast


def _demand_its_time(submission: Submission, now: datetime) -> None:
    at = documents.read(submission.document).not_before
    if at is not None and now < datetime.fromisoformat(at):
        raise NotItsTime


def _asked(sent_out: Release) -> Round:
    return Round.objects.get(clearance__pk=sent_out.clearance_id)


def _demand_regions(asked: Round, *, by: Staff) -> None:
    """Who acts on the people themselves must be able to see all of them."""
    if not answered.candidate(by).holds(asked.asked.regions):
        raise NotAllYours


def _released(broadcast: Broadcast) -> Release:
    found = sent.release_of(broadcast.reference)
    if found is None:
        raise NothingReleased
    return found
