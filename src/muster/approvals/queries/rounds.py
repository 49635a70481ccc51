"""Where agreement on one subject stands."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from muster.approvals import standing, tiers
from muster.approvals.models import Decision, Round
from muster.approvals.queries.people import candidates
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
    return _judged([asked], {asked.pk: tier} if tier else {})[asked.pk]


def standings(rounds: Iterable[Round]) -> dict[int, standing.Standing]:
    """The same for several rounds, by number, in a number of reads that does not grow with them."""
    return _judged(list(rounds), {})


def _judged(
    rounds: Sequence[Round], stricter: Mapping[int, tiers.Tier]
) -> dict[int, standing.Standing]:
    if not rounds:
        return {}
    given = _approvals(rounds)
    now = clock.db_now()
    return {
        asked.pk: standing.judge(
            facts=asked.asked,
            digest=asked.digest,
            tier=stricter.get(asked.pk) or asked.policy,
            approvals=given.get(asked.pk, []),
            opened_at=asked.opened_at,
            now=now,
        )
        for asked in rounds
    }


def _approvals(rounds: Sequence[Round]) -> dict[int, list[standing.Approval]]:
    """Every yes of each round, oldest first, with its approver as they are at this moment (A13)."""
    yes = Decision.objects.filter(
        round__in=[asked.pk for asked in rounds], kind=Decision.Kind.APPROVE
    )
    rows = list(
        yes.select_related("staff")
        .prefetch_related("staff__grants", "staff__regions")
        .order_by("at", "id")
    )
    if not rows:
        return {}
    working, seen = hours(), candidates(row.staff for row in rows)
    found: dict[int, list[standing.Approval]] = {}
    for row in rows:
        one = standing.Approval(
            seen[row.staff_id], row.digest, row.expires_at, off_hours=working.off(row.at)
        )
        found.setdefault(row.round_id, []).append(one)
    return found
