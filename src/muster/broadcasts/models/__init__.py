"""The rows of a broadcast: what it says, who changed it when, each time approvers were asked."""

from muster.broadcasts.models.broadcast import Broadcast
from muster.broadcasts.models.edit import Edit
from muster.broadcasts.models.submission import Submission

__all__ = ["Broadcast", "Edit", "Submission"]
