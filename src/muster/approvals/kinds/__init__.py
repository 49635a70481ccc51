"""The changes of the rooms beneath, which cannot speak of approvals themselves (A12)."""

from muster.approvals.kinds import organisation, policy, retention, staff


def declare() -> None:
    """Offer them all; called at start-up."""
    organisation.declare()
    policy.declare()
    retention.declare()
    staff.declare()
