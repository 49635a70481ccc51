"""Reading where agreement stands. Eligibility is always asked of the staff as they are now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from muster.accounts import factors
from muster.accounts import queries as accounts
from muster.accounts.models import Staff
from muster.approvals import standing, tiers
from muster.approvals.eligibility import Candidate, obstacles
from muster.approvals.errors import NotCleared, NotEligible
from muster.approvals.facts import Facts
from muster.approvals.models import Clearance, Decision, Round
from muster.kit import clock

PERMISSION = "broadcasts.approve"


def candidate(staff: Staff) -> Candidate:
    """This person as the rules see them at this moment (A13)."""
    scope = staff.scope
    return Candidate(
        staff=staff.pk,
        active=staff.is_active,
        approver=staff.may(PERMISSION) and _proven(staff),
        everyone=scope.everyone,
        regions=scope.regions,
    )


def _proven(staff: Staff) -> bool:
    """Whether they still have the second factor that the mode asks of them."""
    return not factors.required(staff) or factors.enrolled(staff)


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


def added_up(*, author_id: int, besides: str, now: datetime, cleared_only: bool = False) -> int:
    """How many people the author's other sends of the last day reach (A7)."""
    counts = Q(outcome=Round.Outcome.CLEARED, clearance__minted_at__gt=now - tiers.ADDING_UP)
    if not cleared_only:
        counts |= Q(closed_at=None, expires_at__gt=now)
    rounds = Round.objects.filter(counts, author_id=author_id).exclude(subject=besides)
    return rounds.aggregate(together=Sum("size"))["together"] or 0


def tier_for(facts: Facts, *, subject: str, cleared_only: bool = False) -> tiers.Tier:
    """The policy row that binds these facts today, the author's other sends added up."""
    author = Staff.objects.get(pk=facts.author)
    also = added_up(
        author_id=facts.author, besides=subject, now=clock.db_now(), cleared_only=cleared_only
    )
    # "Own region" is one region held by name; who holds every region has none of their own.
    own = len(facts.regions) == 1 and facts.regions <= author.scope.regions
    return tiers.tier(size=facts.size, also=also, own_region=own, everyone=facts.everyone)


def standing_of(asked: Round, *, tier: tiers.Tier | None = None) -> standing.Standing:
    """Re-read the approval rows and their authors, and judge them now."""
    yes = asked.decisions.filter(kind=Decision.Kind.APPROVE).select_related("staff")
    return standing.judge(
        facts=asked.asked,
        digest=asked.digest,
        tier=tier or asked.policy,
        approvals=[
            standing.Approval(candidate(row.staff), row.digest, row.expires_at)
            for row in yes.order_by("at", "id")
        ],
        opened_at=asked.opened_at,
        now=clock.db_now(),
    )


@dataclass(frozen=True, slots=True)
class Possible:
    """A member of staff who holds the right to approve, and what stands against them here."""

    staff: Staff
    against: tuple[type[NotEligible], ...]

    @property
    def can(self) -> bool:
        return not self.against

    @property
    def words(self) -> list[str]:
        return [reason.sentence() for reason in self.against]

    @property
    def labels(self) -> list[str]:
        return [reason.label() for reason in self.against]


def able_to_approve() -> list[Staff]:
    """Everyone who may approve anything at this moment."""
    return [staff for staff in accounts.able(PERMISSION) if candidate(staff).approver]


def possible_approvers(facts: Facts) -> list[Possible]:
    """Everyone who may approve anything, with what stands against them for this one."""
    return [
        Possible(staff, tuple(obstacles(candidate(staff), facts)))
        for staff in accounts.able(PERMISSION)
    ]


def valid_clearance(clearance_id: int, *, subject: str, digest: str) -> Clearance:
    """The clearance, if it holds at this very moment; else `NotCleared`.

    Call it inside the transaction that sends: the rows are locked until that one ends, and the
    approvals and the approvers' rights are read again (A1, A11, A13, A14).
    """
    found = (
        Clearance.objects.select_for_update(of=("self",), no_key=True)
        .select_related("round")
        .filter(pk=clearance_id)
        .first()
    )
    if found is None or found.subject != subject or found.round.subject != subject:
        raise NotCleared(_("Nobody has given leave to send this."))
    if found.digest != digest or found.round.digest != digest:
        raise NotCleared(_("Leave was given for other words or other people. Ask for approval."))
    if clock.db_now() >= found.expires_at:
        raise NotCleared(_("The approvals have expired. Ask for approval again."))
    if not standing_of(found.round).enough:
        raise NotCleared(_("An approver has lost the right to approve this. Ask another one."))
    return found
