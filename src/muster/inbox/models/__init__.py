"""What the inbox keeps. Rows are written by ``muster.inbox.actions`` and by nothing else."""

from muster.inbox.models.arrival import Arrival
from muster.inbox.models.conversation import Conversation
from muster.inbox.models.message import InboxMessage
from muster.inbox.models.rules import Rules
from muster.inbox.models.sorting import Sorting
from muster.inbox.models.wait import Wait

__all__ = ["Arrival", "Conversation", "InboxMessage", "Rules", "Sorting", "Wait"]
