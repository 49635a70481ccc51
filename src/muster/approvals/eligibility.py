"""Who may decide (A6, A13): a pure rule over who someone is now and what they did to this text."""

from collections.abc import Iterator
from dataclasses import dataclass

from muster.approvals.errors import EditedIt, NoScope, NotAnApprover, NotEligible, OwnWork
from muster.approvals.facts import Facts


@dataclass(frozen=True, slots=True)
class Candidate:
    """A member of staff as the rule sees them at this moment, not as they were when they acted."""

    staff: int
    active: bool
    approver: bool
    everyone: bool
    regions: frozenset[str] = frozenset()

    def holds(self, regions: frozenset[str]) -> bool:
        # People without a region stand under "": only a scope of every region reaches them.
        return self.everyone or (bool(regions) and regions <= self.regions)


def obstacles(candidate: Candidate, facts: Facts) -> Iterator[type[NotEligible]]:
    """Every reason against this person; none means eligible."""
    if not (candidate.active and candidate.approver):
        yield NotAnApprover
    if candidate.staff in {facts.author, facts.submitter}:
        yield OwnWork
    if candidate.staff in facts.editors:
        yield EditedIt
    if not candidate.holds(facts.regions):
        yield NoScope


def eligible(candidate: Candidate, facts: Facts) -> bool:
    return next(obstacles(candidate, facts), None) is None


def demand(candidate: Candidate, facts: Facts) -> None:
    """Raise the first reason against this person, if there is one."""
    for reason in obstacles(candidate, facts):
        raise reason
