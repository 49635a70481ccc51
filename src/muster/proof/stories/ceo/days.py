"""Days that pass without anybody waiting for them: the business clock of a throw-away installation is set ahead.

Whatever the house would have done in between is done by calling what its workers call each minute.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from muster.inbox import actions as inbox
from muster.inbox import networks
from muster.kit import clock

# Workers look each minute; a story looks a little less often, and its figures say so.
LOOK = timedelta(minutes=10)


@dataclass(slots=True)
class Days:
    """The clock of the story, and the rounds of its workers."""

    began: datetime = field(default_factory=clock.now)

    def at(self, *, day: int, hour: int, minute: int = 0) -> datetime:
        """Return a moment of the story; day 0 begins when the story does."""
        return self.began + timedelta(days=day, hours=hour, minutes=minute)

    def until(self, moment: datetime) -> None:
        """Let time pass until then, with a worker’s round every ten minutes."""
        while clock.now() + LOOK < moment:
            _ahead(LOOK)
            self.round()
        _ahead(moment - clock.now())
        self.round()

    def round(self) -> None:
        """What workers do each minute for the inbox: fetch, sort, and climb the ladder."""
        networks.look("mastodon", at=clock.now())
        inbox.sort(at=clock.now())
        inbox.escalate(at=clock.now())


def _ahead(by: timedelta) -> None:
    if by > timedelta():
        os.environ[clock.OFFSET_VARIABLE] = str((clock.story_offset() + by).total_seconds())
