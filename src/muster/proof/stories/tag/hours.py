"""The hours of the story: business time is set ahead, and whatever workers do each minute is done by calling it."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from muster.inbox import actions as inbox
from muster.inbox import networks
from muster.kit import clock
from muster.listening.actions import alarms, followers, judging
from muster.listening.models import Alarm

# Workers look each minute; a story looks less often, and its figures say so.
LOOK: Final = timedelta(minutes=5)
_FOLLOWERS: Final = timedelta(minutes=10)
_WEEKEND: Final = 5


@dataclass(slots=True)
class Hours:
    """The clock of the story, and the rounds of its workers."""

    began: datetime = field(default_factory=clock.now)
    _counted: datetime | None = None

    def saturday(self) -> datetime:
        """The first Saturday, at ten, that has two weeks before it."""
        day = (self.began + timedelta(days=15)).replace(hour=10, minute=0, second=0, microsecond=0)
        return day + timedelta(days=(_WEEKEND - day.weekday()) % 7)

    def at(self, moment: datetime) -> None:
        """Let it be that moment."""
        ahead = moment - clock.now()
        if ahead > timedelta():
            offset = (clock.story_offset() + ahead).total_seconds()
            os.environ[clock.OFFSET_VARIABLE] = str(offset)

    def round(self) -> list[Alarm]:
        """What workers do each minute; returns the alarms that rose or grew."""
        now = clock.now()
        judging.judge()
        networks.look("mastodon", at=now)
        inbox.take_mentions(at=now)
        inbox.sort(at=now)
        inbox.escalate(at=now)
        inbox.settle(at=now)
        if self._counted is None or now - self._counted >= _FOLLOWERS:
            self._counted = now
            followers.count(at=now)
        return alarms.watch(at=now)
