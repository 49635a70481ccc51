"""The rows of a broadcast: what it says, who changed it when, each time approvers were asked."""

from muster.broadcasts.models.broadcast import Broadcast
from muster.broadcasts.models.edit import Edit
from muster.broadcasts.models.missed import MissedStart
from muster.broadcasts.models.page import PageCount
from muster.broadcasts.models.submission import Submission
from muster.broadcasts.models.template import Template, TemplateApproval, TemplateVersion

__all__ = [
    "Broadcast",
    "Edit",
    "MissedStart",
    "PageCount",
    "Submission",
    "Template",
    "TemplateApproval",
    "TemplateVersion",
]
