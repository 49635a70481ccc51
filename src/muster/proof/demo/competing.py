"""Six weeks of a season behind the teams, told week by week as they would have been."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from muster.accounts.models import Staff
from muster.accounts.queries import organisation
from muster.places.queries import usual_zone
from muster.rivalry import actions

WEEKS_BEHIND: Final = 6
WEEKS: Final = 12


def fill(now: datetime) -> None:
    """Begin the season six Mondays ago, and turn each week since."""
    bo = Staff.objects.get(name="Bo Lindqvist")
    zone = ZoneInfo(usual_zone(organisation().country))
    here = now.astimezone(zone)
    monday = (here - timedelta(days=here.weekday())).date()
    first = monday - timedelta(weeks=WEEKS_BEHIND)
    begun = datetime(first.year, first.month, first.day, 6, tzinfo=zone)
    actions.begin_season(first=first, weeks=WEEKS, by=bo, at=begun)
    for week in range(WEEKS_BEHIND + 1):
        actions.follow(at=min(now, begun + timedelta(weeks=week, hours=1)))
