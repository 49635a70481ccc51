"""When an answer is due. Pure: it reads no clock and no database, and never decides anything else.

A wait runs from the first message nobody has answered. Later messages do not restart it, and machines
do not start it. A promise counts all hours, or only those in which its team works.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from muster.inbox.hours import Hours


@dataclass(frozen=True, slots=True)
class Promise:
    """How soon we said we would answer; without hours it counts all hours of the week."""

    within: timedelta
    hours: Hours | None = None

    def due(self, asked_at: datetime) -> datetime:
        """Return the moment an answer to something asked then is due."""
        return self.at(asked_at, 1)

    def at(self, asked_at: datetime, share: float) -> datetime:
        """Return the moment at which that share of the promise has passed; 1 is all of it."""
        within = self.within * share
        return self.hours.after(asked_at, within) if self.hours else asked_at + within

    def kept(self, asked_at: datetime, answered_at: datetime) -> bool:
        """Tell whether an answer at that moment kept the promise; the due moment itself is in time."""
        return answered_at <= self.due(asked_at)

    def passed(self, asked_at: datetime, now: datetime) -> timedelta:
        """Return how much time that counts has passed."""
        return self.hours.worked(asked_at, now) if self.hours else max(now - asked_at, timedelta())

    def shortened(self, factor: float) -> "Promise":
        """Return the same promise made for something that presses; never one of less than a minute."""
        return Promise(max(self.within * min(factor, 1), timedelta(minutes=1)), self.hours)


def promise(minutes: int, hours: Hours | None = None) -> Promise:
    """Return the promise to answer within so many minutes."""
    return Promise(timedelta(minutes=minutes), hours)


def next_due(running: datetime | None, asked_at: datetime, promised: Promise) -> datetime:
    """Return when the whole thread is due: what runs already is never put off by asking again."""
    fresh = promised.due(asked_at)
    return fresh if running is None else min(running, fresh)
