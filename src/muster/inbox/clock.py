"""When an answer is due. Pure: it reads no clock and no database, and never decides anything else.

A wait runs from the first message nobody has answered. Later messages do not restart it, and machines
do not start it. Team hours and holidays will be another kind of promise with the same two methods.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Promise:
    """How soon we said we would answer, counted in all hours of the week."""

    within: timedelta

    def due(self, asked_at: datetime) -> datetime:
        """Return the moment an answer to something asked then is due."""
        return asked_at + self.within

    def kept(self, asked_at: datetime, answered_at: datetime) -> bool:
        """Tell whether an answer at that moment kept the promise; the due moment itself is in time."""
        return answered_at <= self.due(asked_at)


def promise(minutes: int) -> Promise:
    """Return the promise to answer within so many minutes."""
    return Promise(timedelta(minutes=minutes))


def next_due(running: datetime | None, asked_at: datetime, promised: Promise) -> datetime:
    """Return when the whole thread is due: what runs already is never put off by asking again."""
    fresh = promised.due(asked_at)
    return fresh if running is None else min(running, fresh)
