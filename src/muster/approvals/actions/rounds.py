"""Opening a round, answering it, closing it, and minting the leave to send.

Each locks the round first, writes rows and audit in one transaction, never returns quietly.
"""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from muster.accounts.models import Staff
from muster.approvals import eligibility, queries, standing, tiers
from muster.approvals.actions.turns import take_turn
from muster.approvals.errors import (
    AlreadyDecided,
    AlreadyOpen,
    NotFresh,
    NothingToDecide,
    ReasonNeeded,
    RoundClosed,
    SameSession,
    StaleDigest,
    WrongNumber,
)
from muster.approvals.facts import Facts
from muster.approvals.models import Clearance, Decision, Round
from muster.audit import actions as audit
from muster.kit import clock
from muster.kit.actors import Doer

_CLOSES = {
    Decision.Kind.RETURN: Round.Outcome.RETURNED,
    Decision.Kind.REJECT: Round.Outcome.REJECTED,
}


@transaction.atomic
def open_round(
    *, subject: str, digest: str, facts: Facts, by: Doer, window_ends: datetime | None = None
) -> Round:
    """Ask the approvers about one sealed document."""
    take_turn(subject)
    take_turn(f"author:{facts.author}")
    now = clock.db_now()
    before = queries.current(subject)
    if before and before.is_open:
        if now < before.expires_at:
            raise AlreadyOpen
        close_round(before, Round.Outcome.EXPIRED, by=by, now=now)
    tier = queries.tier_for(facts, subject=subject)
    asked = Round.objects.create(
        subject=subject,
        number=before.number + 1 if before else 1,
        digest=digest,
        facts=facts.as_json(),
        tier=tier.name,
        needed=tier.approvers,
        size=facts.size,
        author_id=facts.author,
        submitted_by_id=facts.submitter,
        opened_at=now,
        window_ends=window_ends,
        expires_at=standing.expiry(now, window_ends),
    )
    _record(asked, by=by, verb="approval.asked", needed=tier.approvers, tier=tier.name)
    return asked


@transaction.atomic
def decide(
    *,
    subject: str,
    digest: str,
    kind: str,
    by: Staff,
    authenticated_at: datetime | None,
    session_mac: str,
    reason: str = "",
    typed: int | None = None,
) -> Decision:
    """Record one person's answer about exactly the digest that was shown to them (A3, A4, A8)."""
    asked = locked_round(subject, digest)
    now = clock.db_now()
    if now >= asked.expires_at:
        raise RoundClosed(Round.Outcome.EXPIRED)
    _demand_right(asked, by=by, session_mac=session_mac)
    if authenticated_at is None or not standing.fresh(authenticated_at, now):
        raise NotFresh
    _demand_form(asked, kind=Decision.Kind(kind), reason=reason, typed=typed)
    answer = _once(
        round=asked,
        digest=digest,
        staff=by,
        kind=kind,
        reason=reason.strip(),
        scope=by.scope.setting,
        authenticated_at=authenticated_at,
        session_mac=session_mac,
        at=now,
        expires_at=standing.expiry(now, asked.window_ends),
    )
    _record(asked, by=by, verb=f"approval.{kind}", decision=answer.pk)
    if answer.kind in _CLOSES:
        close_round(asked, _CLOSES[Decision.Kind(answer.kind)], by=by, now=now)
    return answer


@transaction.atomic
def close(*, subject: str, outcome: str, by: Doer) -> Round | None:
    """Close the open round: the work was changed or taken back (A5). None if none is open."""
    take_turn(subject)
    asked = Round.objects.of(subject).open().select_for_update().first()
    if asked:
        close_round(asked, Round.Outcome(outcome), by=by, now=clock.db_now())
    return asked


@transaction.atomic
def clear(*, subject: str, digest: str, by: Doer) -> Clearance:
    """Mint the leave to send, from approvals and approvers read again now (A1, A13, A14)."""
    asked = locked_round(subject, digest)
    take_turn(f"author:{asked.author_id}")
    now = clock.db_now()
    # What the author sent since may have raised the tier; it is never lowered again (A7).
    today = queries.tier_for(asked.asked, subject=subject, cleared_only=True)
    binding = tiers.stricter(asked.policy, today)
    stands = queries.standing_of(asked, tier=binding)
    stands.demand(now)
    expires_at = min((yes.expires_at for yes in stands.given), default=asked.expires_at)
    if now >= expires_at:
        raise RoundClosed(Round.Outcome.EXPIRED)
    minted = Clearance.objects.create(
        round=asked,
        subject=subject,
        digest=digest,
        tier=binding.name,
        approvers=[yes.candidate.staff for yes in stands.given],
        minted_at=now,
        expires_at=expires_at,
    )
    close_round(asked, Round.Outcome.CLEARED, by=by, now=now)
    _record(
        asked,
        by=by,
        verb="approval.cleared",
        clearance=minted.pk,
        approvers=minted.approvers,
        tier=binding.name,
        second_person=not minted.unchecked,
    )
    return minted


def _once(**answer: Any) -> Decision:
    """Write the answer; two presses at the very same moment leave one, whatever each could see."""
    try:
        with transaction.atomic():
            return Decision.objects.create(**answer)
    except IntegrityError as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        if diagnosis is not None and diagnosis.constraint_name == "decision_once_per_person":
            raise AlreadyDecided from error
        raise


def locked_round(subject: str, digest: str) -> Round:
    """The open round that asks about `digest`, locked; or the refusal that says what happened."""
    take_turn(subject)
    asked = Round.objects.of(subject).select_for_update().newest_first().first()
    if asked is None:
        raise NothingToDecide
    if asked.digest != digest or asked.outcome == Round.Outcome.VOIDED:
        raise StaleDigest(shown=digest, current=asked.digest)
    if not asked.is_open:
        raise RoundClosed(asked.outcome)
    return asked


def _demand_right(asked: Round, *, by: Staff, session_mac: str) -> None:
    by = Staff.objects.get(pk=by.pk)  # as they are now, not as the request began
    eligibility.demand(queries.candidate(by), asked.asked)
    if session_mac in asked.asked.sessions:
        raise SameSession
    if asked.decisions.filter(staff=by).exists():
        raise AlreadyDecided


def _demand_form(asked: Round, *, kind: Decision.Kind, reason: str, typed: int | None) -> None:
    if kind is not Decision.Kind.APPROVE:
        if not reason.strip():
            raise ReasonNeeded
    elif standing.must_type_the_number(asked.size) and typed != asked.size:
        raise WrongNumber


def close_round(asked: Round, outcome: Round.Outcome, *, by: Doer, now: datetime) -> None:
    asked.closed_at, asked.closed_by, asked.outcome = now, by.actor, outcome
    asked.save(update_fields=["closed_at", "closed_by", "outcome"])
    _record(asked, by=by, verb="approval.closed", outcome=outcome)


def _record(asked: Round, *, by: Doer, verb: str, **detail: Any) -> None:
    audit.record(
        by=by, verb=verb, subject=asked.subject, digest=asked.digest, round=asked.number, **detail
    )
