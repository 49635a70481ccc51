"""What groups keep. Rows are written by ``muster.groups.actions`` and by nothing else."""

from muster.groups.models.aim import Aim
from muster.groups.models.board import Mention, Post, Thread
from muster.groups.models.calling import CallList, CallTarget
from muster.groups.models.group import Group
from muster.groups.models.membership import Leadership, Membership
from muster.groups.models.moderation import Hiding, Report
from muster.groups.models.pointing import PointPerson, Telling, Told

__all__ = [
    "Aim",
    "CallList",
    "CallTarget",
    "Group",
    "Hiding",
    "Leadership",
    "Membership",
    "Mention",
    "PointPerson",
    "Post",
    "Report",
    "Telling",
    "Thread",
    "Told",
]
