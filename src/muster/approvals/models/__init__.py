"""The three rows of an agreement: the question, the answers, and the leave to send."""

from muster.approvals.models.clearance import Clearance
from muster.approvals.models.decision import Decision
from muster.approvals.models.round import Round

__all__ = ["Clearance", "Decision", "Round"]
