"""Where a round stands: which approvals count now, what is missing, how long they hold.

Pure: it is given the approvals, the approvers as they are now, and the time.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from muster.approvals.eligibility import Candidate, eligible
from muster.approvals.errors import NeedsAnotherApprover, TooEarly
from muster.approvals.facts import Facts
from muster.approvals.tiers import Tier

HOLDS: Final = timedelta(hours=24)
STEP_UP: Final = timedelta(minutes=5)
TYPE_THE_NUMBER_ABOVE: Final = 10_000


@dataclass(frozen=True, slots=True)
class Approval:
    """One yes, with the approver as they are at this moment."""

    candidate: Candidate
    digest: str
    expires_at: datetime
    # Given at night or on a weekend.
    off_hours: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    tier: Tier
    given: tuple[Approval, ...]
    void: tuple[Approval, ...]
    opens_at: datetime

    @property
    def missing(self) -> int:
        short = max(0, self.tier.approvers - len(self.given))
        return max(short, 1) if self.national_missing or self.tired else short

    @property
    def national_missing(self) -> bool:
        return self.tier.national and not any(yes.candidate.everyone for yes in self.given)

    @property
    def tired(self) -> bool:
        """Some were given at night: then one more is needed, or one who holds every region (A7)."""
        if self.tier.any_hour or any(yes.candidate.everyone for yes in self.given):
            return False
        by_day = sum(not yes.off_hours for yes in self.given)
        some = by_day < len(self.given) <= self.tier.approvers
        return some and by_day < self.tier.approvers

    @property
    def enough(self) -> bool:
        return self.missing == 0

    def demand(self, now: datetime) -> None:
        """Raise what still stands in the way of sending."""
        if not self.enough:
            raise NeedsAnotherApprover(
                missing=self.missing, national=self.national_missing, tired=self.tired
            )
        if now < self.opens_at:
            raise TooEarly(self.opens_at, minutes=round(self.tier.delay.total_seconds() / 60))


def judge(
    *,
    facts: Facts,
    digest: str,
    tier: Tier,
    approvals: Iterable[Approval],
    opened_at: datetime,
    now: datetime,
) -> Standing:
    """Count the approvals that hold: this digest, unexpired, by someone eligible today."""
    given: dict[int, Approval] = {}
    void: list[Approval] = []
    for yes in approvals:
        holds = yes.digest == digest and now < yes.expires_at and eligible(yes.candidate, facts)
        if holds and yes.candidate.staff not in given:
            given[yes.candidate.staff] = yes
        else:
            void.append(yes)
    return Standing(tier, tuple(given.values()), tuple(void), opened_at + tier.delay)


def expiry(at: datetime, window_ends: datetime | None) -> datetime:
    """An approval holds for a day or to the end of the window, whichever comes first (A11)."""
    day = at + HOLDS
    return day if window_ends is None else min(day, window_ends)


def fresh(authenticated_at: datetime | None, now: datetime) -> bool:
    """Whether someone proved who they are within the last five minutes (A8)."""
    return authenticated_at is not None and timedelta(0) <= now - authenticated_at <= STEP_UP


def must_type_the_number(size: int) -> bool:
    return size > TYPE_THE_NUMBER_ABOVE
