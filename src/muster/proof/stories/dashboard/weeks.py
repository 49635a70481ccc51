"""Six weeks that are over when the present one begins: the business clock of the story is set back, and comes home.

Whatever workers would have done meanwhile is done by calling what they call.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from muster.kit import clock
from muster.proof.stories.dashboard.volunteers import WEEKS

ZONE: Final = "America/New_York"
DAY: Final = timedelta(days=1)
WEEK: Final = timedelta(weeks=1)


@dataclass(slots=True)
class Weeks:
    """The calendar of the story; day 0 is the Monday six weeks before the present one."""

    today: date = field(default_factory=lambda: datetime.now(UTC).astimezone(ZoneInfo(ZONE)).date())

    @property
    def monday(self) -> date:
        """The first Monday."""
        return self.today - timedelta(days=self.today.weekday()) - WEEKS * WEEK

    def at(self, day: int, hour: float = 0.0) -> datetime:
        """An hour of a day, by the clock of the house."""
        start = datetime.combine(self.monday + day * DAY, time(), ZoneInfo(ZONE))
        return (start + timedelta(hours=hour)).astimezone(UTC)

    def share(self, week: int, share: float) -> datetime:
        """A moment of a week, between its Monday morning and its Sunday evening."""
        return self.at(7 * week, 8 + share * (6 * 24 + 12))

    def be(self, moment: datetime) -> None:
        """Let it be that moment."""
        offset = moment - datetime.now(UTC)
        os.environ[clock.OFFSET_VARIABLE] = str(offset.total_seconds())

    def come_home(self) -> None:
        """From here on the story’s clock is the real one."""
        os.environ.pop(clock.OFFSET_VARIABLE, None)
