"""Where agreement on one subject stands."""

from collections.abc import Sequence
from datetime import datetime

from muster.approvals import standing, tiers
from muster.approvals.hours import Hours
from muster.approvals.models import Decision, Round
from muster.approvals.queries.people import candidate
from muster.approvals.queries.policy import hours
from muster.kit import clock


def current(subject: str) -> Round | None:
    """The newest round of `subject`, open or closed."""
    return Round.objects.of(subject).newest_first().first()


def open_round(subject: str) -> Round | None:
    return Round.objects.of(subject).open().first()


def decisions(subject: str) -> Sequence[Decision]:
    """Every answer ever given about `subject`, oldest first."""
    found = Decision.objects.filter(round__subject=subject).select_related("staff", "round")
    return list(found.order_by("at", "id"))


def reviewed_at(subject: str) -> datetime | None:
    """When somebody last answered with a no: edits before that were read by them (A6).

    A round that was voided, withdrawn or ran out was read by nobody and so clears no editor.
    """
    answered = Round.objects.of(subject).filter(outcome__in=["returned", "rejected", "cleared"])
    last = answered.newest_first().first()
    return last.opened_at if last else None


def may_not_edit(subject: str) -> frozenset[int]:
    """Who returned or rejected `subject` and so may not edit it (A10)."""
    noes = Decision.objects.filter(round__subject=subject).exclude(kind=Decision.Kind.APPROVE)
    return frozenset(noes.values_list("staff_id", flat=True))


def standing_of(asked: Round, *, tier: tiers.Tier | None = None) -> standing.Standing:
    """Re-read the approval rows and their authors, and judge them now."""
    yes = asked.decisions.filter(kind=Decision.Kind.APPROVE).select_related("staff")
    rows = list(yes.order_by("at", "id"))
    working = hours() if rows else Hours()
    return standing.judge(
        facts=asked.asked,
        digest=asked.digest,
        tier=tier or asked.policy,
        approvals=[
            standing.Approval(
                candidate(row.staff), row.digest, row.expires_at, off_hours=working.off(row.at)
            )
            for row in rows
        ],
        opened_at=asked.opened_at,
        now=clock.db_now(),
    )
