"""Answering a submission, and taking it back."""

from datetime import datetime

from django.db import transaction

from muster.accounts.models import Staff
from muster.approvals import actions as approvals
from muster.approvals.models import Decision, Round
from muster.audit import actions as audit
from muster.broadcasts import letters
from muster.broadcasts.actions.locking import lock, unsent
from muster.broadcasts.errors import NotSubmitted
from muster.kit.collisions import one_wins
from muster.kit.faults import fault


@one_wins
@transaction.atomic
def decide(
    *,
    broadcast_id: int,
    digest: str,
    kind: str,
    by: Staff,
    authenticated_at: datetime | None,
    session_mac: str,
    reason: str = "",
    typed: int | None = None,
) -> Decision:
    """Approve, return or reject exactly what was shown; the broadcast cannot change meanwhile."""
    broadcast = unsent(lock(broadcast_id))
    answer = approvals.decide(
        subject=broadcast.reference,
        digest=digest,
        kind=kind,
        by=by,
        authenticated_at=authenticated_at,
        session_mac=session_mac,
        reason=reason,
        typed=typed,
    )
    audit.record(by=by, verb=f"broadcast.{kind}", subject=broadcast.reference, digest=digest)
    letters.answered(broadcast, answer)
    fault("approve.before_commit")
    return answer


@one_wins
@transaction.atomic
def withdraw(*, broadcast_id: int, by: Staff) -> Round:
    """Take it back from the approvers, unchanged; answers given so far no longer count."""
    broadcast = unsent(lock(broadcast_id))
    closed = approvals.close(subject=broadcast.reference, outcome=Round.Outcome.WITHDRAWN, by=by)
    if closed is None:
        raise NotSubmitted
    audit.record(by=by, verb="broadcast.withdrawn", subject=broadcast.reference)
    return closed
