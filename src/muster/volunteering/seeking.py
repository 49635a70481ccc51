"""Shifts for which people are sought: those of one task, or of a region in a period."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from muster.accounts.models import Staff
from muster.volunteering import access, demands
from muster.volunteering.models import Shift, Task

# A plan looks no further ahead at once.
LONGEST: Final = 60
MOST: Final = 3_000


def of_task(task: Task, *, at: datetime) -> list[Shift]:
    """The shifts of a task that lie ahead, full ones too, the soonest first."""
    ahead = Shift.objects.filter(task=task, called_off_at=None, starts_at__gt=at)
    return list(demands.with_needs(ahead).order_by("starts_at", "id")[:MOST])


def in_period(*, by: Staff, region: str, first: date, last: date, at: datetime) -> list[Shift]:
    """Shifts with empty places of the tasks somebody runs, all in one region where one is named."""
    tasks = access.tasks(by=by)
    if region:
        tasks = tasks.filter(region=region)
    # A day more on either side, then by the clock of each task.
    begins = datetime.combine(first - timedelta(days=1), datetime.min.time(), tzinfo=at.tzinfo)
    ends = datetime.combine(last + timedelta(days=2), datetime.min.time(), tzinfo=at.tzinfo)
    found = Shift.objects.filter(task__in=tasks, starts_at__gte=begins, starts_at__lt=ends)
    rows = demands.with_needs(demands.coming(found, at=at)).order_by("starts_at", "id")[:MOST]
    return [one for one in rows if first <= demands.first_day(demands.of(one)) <= last]
