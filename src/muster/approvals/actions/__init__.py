"""Everything that changes an agreement. Each is one transaction with its audit entry."""

from muster.approvals.actions.policy import set_policy
from muster.approvals.actions.requests import answer, propose, withdraw
from muster.approvals.actions.rounds import clear, close, decide, open_round

__all__ = [
    "answer",
    "clear",
    "close",
    "decide",
    "open_round",
    "propose",
    "set_policy",
    "withdraw",
]
