"""What shifts ask for, as plain values: read once, then held beside many people."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import F, QuerySet

from muster.volunteering import hours
from muster.volunteering.fitness import Demand, Want
from muster.volunteering.models import Shift


def coming(found: QuerySet[Shift], *, at: datetime) -> QuerySet[Shift]:
    """Those of some shifts that can still be filled: of open tasks, ahead of us, with places."""
    ahead = found.filter(called_off_at=None, starts_at__gt=at, taken__lt=F("slots"))
    return ahead.filter(task__opened_at__isnull=False, task__ended_at=None)


def with_needs(found: QuerySet[Shift]) -> QuerySet[Shift]:
    """The same with what their tasks need, in two questions more."""
    return found.select_related("task").prefetch_related("task__needs__skill")


def of(shift: Shift) -> Demand:
    """What one shift asks for."""
    task = shift.task
    needs = tuple(
        Want(need.skill_id, need.proved or need.skill.needs_proof, need.skill.slug)
        for need in task.needs.all()
    )
    return Demand(
        shift.pk,
        task.pk,
        shift.starts_at,
        shift.ends_at,
        open=max(shift.slots - shift.taken, 0),
        region=task.region_id or "",
        zone=task.zone or "UTC",
        latitude=task.latitude,
        longitude=task.longitude,
        online=task.online,
        languages=frozenset(task.languages),
        access=frozenset(task.access),
        needs=needs,
    )


def all_of(found: Iterable[Shift]) -> list[Demand]:
    """What each of them asks for."""
    return [of(shift) for shift in found]


def first_day(wanted: Demand) -> date:
    """On which day it begins, by the clock of its task."""
    return hours.days(wanted.starts_at, wanted.ends_at, wanted.zone)[0]


def last_day(wanted: Demand) -> date:
    """Until then a proof has to be good."""
    return hours.days(wanted.starts_at, wanted.ends_at, wanted.zone)[1]
