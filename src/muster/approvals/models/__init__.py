"""Rows of an agreement: question, answers, leave to send once or within caps; requests; the policy."""

from muster.approvals.models.clearance import Clearance
from muster.approvals.models.decision import Decision
from muster.approvals.models.policy import Policy
from muster.approvals.models.request import Request
from muster.approvals.models.round import Round
from muster.approvals.models.standing import StandingClearance

__all__ = ["Clearance", "Decision", "Policy", "Request", "Round", "StandingClearance"]
