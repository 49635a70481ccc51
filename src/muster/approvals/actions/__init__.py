"""Everything that changes an agreement. Each is one transaction with its audit entry."""

from muster.approvals.actions.policy import set_policy
from muster.approvals.actions.recurring import draw, grant_standing, revoke_standing
from muster.approvals.actions.requests import answer, propose, withdraw
from muster.approvals.actions.rounds import clear, close, decide, open_round

__all__ = [
    "answer",
    "clear",
    "close",
    "decide",
    "draw",
    "grant_standing",
    "open_round",
    "propose",
    "revoke_standing",
    "set_policy",
    "withdraw",
]
