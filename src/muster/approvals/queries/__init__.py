"""Reading where agreement stands. Eligibility is always asked of the staff as they are now."""

from muster.approvals.queries.clearances import demand_room, valid_clearance
from muster.approvals.queries.people import (
    PERMISSION,
    OnDuty,
    Possible,
    able_to_approve,
    candidate,
    on_duty,
    possible_approvers,
)
from muster.approvals.queries.policy import (
    added_up,
    cools_down,
    hours,
    is_new,
    policy,
    tier_for,
)
from muster.approvals.queries.recurring import (
    day_began,
    drawn,
    standing_agreed,
    standing_clearance,
    standing_clearances,
    within_standing,
)
from muster.approvals.queries.rounds import (
    current,
    decisions,
    may_not_edit,
    open_round,
    reviewed_at,
    standing_of,
    standings,
)

__all__ = [
    "PERMISSION",
    "OnDuty",
    "Possible",
    "able_to_approve",
    "added_up",
    "candidate",
    "cools_down",
    "current",
    "day_began",
    "decisions",
    "demand_room",
    "drawn",
    "hours",
    "is_new",
    "may_not_edit",
    "on_duty",
    "open_round",
    "policy",
    "possible_approvers",
    "reviewed_at",
    "standing_agreed",
    "standing_clearance",
    "standing_clearances",
    "standing_of",
    "standings",
    "tier_for",
    "valid_clearance",
    "within_standing",
]
