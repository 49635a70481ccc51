"""Who may decide, asked of the staff as they are now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from muster.accounts import factors
from muster.accounts import queries as accounts
from muster.accounts.models import Staff
from muster.approvals.eligibility import Candidate, obstacles
from muster.approvals.errors import NotEligible
from muster.approvals.facts import Facts

PERMISSION = "broadcasts.approve"


def candidate(staff: Staff) -> Candidate:
    """This person as the rules see them at this moment (A13)."""
    return candidates([staff])[staff.pk]


def candidates(staff: Iterable[Staff]) -> dict[int, Candidate]:
    """Several of them, by number, asked of the mode and of the second factors once."""
    known = list(staff)
    proof = factors.proven_among(known)
    return {one.pk: _candidate(one, proven=one.pk in proof) for one in known}


def proven(staff: Staff) -> bool:
    """Whether they still have the second factor that the mode asks of them."""
    return not factors.required(staff) or factors.enrolled(staff)


def _candidate(staff: Staff, *, proven: bool) -> Candidate:
    scope = staff.scope
    return Candidate(
        staff=staff.pk,
        active=staff.is_active,
        approver=staff.may(PERMISSION) and proven,
        everyone=scope.everyone,
        regions=scope.regions,
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
    able = accounts.able(PERMISSION)
    seen = candidates(able)
    return [staff for staff in able if seen[staff.pk].approver]


def possible_approvers(facts: Facts) -> list[Possible]:
    """Everyone who may approve anything, with what stands against them for this one."""
    able = accounts.able(PERMISSION)
    seen = candidates(able)
    return [Possible(staff, tuple(obstacles(seen[staff.pk], facts))) for staff in able]


@dataclass(frozen=True, slots=True)
class OnDuty:
    """Somebody who can approve at this moment, and when they were last at their desk."""

    staff: Staff
    everywhere: bool
    seen_at: datetime | None


def on_duty() -> list[OnDuty]:
    """Who can approve now, those who are signed in first (A15)."""
    able = able_to_approve()
    seen = accounts.last_seen(able)
    found = [OnDuty(one, one.scope.everyone, seen.get(one.pk)) for one in able]
    return sorted(found, key=lambda one: (one.seen_at is None, one.staff.name, one.staff.pk))
