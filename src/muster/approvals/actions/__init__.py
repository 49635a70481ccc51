"""Everything that changes an agreement. Each is one transaction with its audit entry."""

from muster.approvals.actions.rounds import clear, close, decide, open_round

__all__ = ["clear", "close", "decide", "open_round"]
