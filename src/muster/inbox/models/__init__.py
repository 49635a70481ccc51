"""What the inbox keeps. Rows are written by ``muster.inbox.actions`` and by nothing else."""

from muster.inbox.models.arrival import Arrival
from muster.inbox.models.case import Case
from muster.inbox.models.conversation import Conversation
from muster.inbox.models.dialogue import Dialogue
from muster.inbox.models.door import Door
from muster.inbox.models.joining import Joining
from muster.inbox.models.leaving import Leaving
from muster.inbox.models.macro import Macro
from muster.inbox.models.message import InboxMessage
from muster.inbox.models.presence import Presence
from muster.inbox.models.proposal import Proposal
from muster.inbox.models.rules import Rules
from muster.inbox.models.sorting import Sorting
from muster.inbox.models.team import Member, Team, Topic
from muster.inbox.models.wait import Escalation, Resolution, Wait
from muster.inbox.models.watch import Watch

__all__ = [
    "Arrival",
    "Case",
    "Conversation",
    "Dialogue",
    "Door",
    "Escalation",
    "InboxMessage",
    "Joining",
    "Leaving",
    "Macro",
    "Member",
    "Presence",
    "Proposal",
    "Resolution",
    "Rules",
    "Sorting",
    "Team",
    "Topic",
    "Wait",
    "Watch",
]
