"""The rows of a room."""

from muster.crisis.models.entry import LogEntry
from muster.crisis.models.hold import Hold
from muster.crisis.models.hot import HotThread
from muster.crisis.models.promise import Promise
from muster.crisis.models.room import Room
from muster.crisis.models.task import Task
from muster.crisis.models.wording import Wording

__all__ = ["Hold", "HotThread", "LogEntry", "Promise", "Room", "Task", "Wording"]
