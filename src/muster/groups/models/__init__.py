"""What groups keep. Rows are written by ``muster.groups.actions`` and by nothing else."""

from muster.groups.models.board import Mention, Post, Thread
from muster.groups.models.group import Group
from muster.groups.models.membership import Leadership, Membership
from muster.groups.models.moderation import Hiding, Report

__all__ = ["Group", "Hiding", "Leadership", "Membership", "Mention", "Post", "Report", "Thread"]
