"""Open tasks as somebody looks for them: by time and by how far away, with what they ask for and offer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import cos, radians
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, Q, QuerySet

from muster.groups import queries as groups
from muster.kit import clock
from muster.kit.text import holds
from muster.people.models import Person
from muster.places.distance import kilometres
from muster.volunteering import standings
from muster.volunteering.models import Need, Shift, Task

# A list to read, not a catalogue; what is further away than this is not near.
MOST: Final = 60
LOOKED_AT: Final = 600
NEAR_KM: Final = 50
AHEAD: Final = timedelta(days=60)
_KM_A_DEGREE: Final = 111.2
_SATURDAY: Final = 5
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Filters:
    """What somebody ticked; empty asks for nothing."""

    online: bool = False
    week: bool = False
    weekend: bool = False
    hour: bool = False  # an hour of one’s time at most
    free: bool = False  # with places left
    access: str = ""
    words: str = ""  # each of them stands in what is written of the task


@dataclass(frozen=True, slots=True)
class Found:
    """A task with its coming shifts, how far it is, and which skills whoever looks still lacks."""

    task: Task
    shifts: Sequence[Shift]
    km: float | None
    lacking: Sequence[Need] = ()
    own: bool = False  # of a team of whoever looks

    @property
    def next(self) -> Shift:
        """The next shift that has a place, else the next one."""
        return next((one for one in self.shifts if not one.is_full), self.shifts[0])

    @property
    def free(self) -> int:
        """Places that are left in all of them."""
        return sum(shift.free for shift in self.shifts)


def open_tasks(
    person: Person | None = None,
    *,
    place: Point | None = None,
    filters: Filters | None = None,
    at: datetime | None = None,
) -> list[Found]:
    """Tasks near a place, and those online: one’s own teams’ first, then by day, then by distance."""
    asked, now = filters or Filters(), at or clock.now()
    here = place or home(person)
    lacking = _lacking(person, tasks := list(_tasks(asked, here, now)))
    teams = {one.pk for one in groups.groups_of(person)} if person else set()
    found = []
    for task in tasks:
        shifts = [shift for shift in task.shifts.all() if _fits(shift, task, asked, now)]
        km = _distance(task, here)
        if shifts and (km is None or km <= NEAR_KM):
            missing = [need for need in task.needs.all() if _asked(need) in lacking]
            found.append(Found(task, shifts, km, missing, task.group_id in teams))
    found.sort(key=lambda one: (not one.own, *_by_time_and_distance(one)))
    return found[:MOST]


def home(person: Person | None) -> Point | None:
    """Where somebody lives, as far as their postcode says."""
    if person is None or person.latitude is None or person.longitude is None:
        return None
    return person.latitude, person.longitude


def _tasks(asked: Filters, here: Point | None, now: datetime) -> QuerySet[Task]:
    coming = Shift.objects.filter(called_off_at=None, starts_at__gt=now, starts_at__lt=now + AHEAD)
    tasks = Task.objects.filter(
        opened_at__isnull=False, ended_at=None, pk__in=coming.values("task")
    )
    if asked.online:
        tasks = tasks.filter(online=True)
    elif here is not None:
        tasks = tasks.filter(Q(online=True) | _around(here))
    if asked.access:
        tasks = tasks.filter(access__contains=[asked.access])
    if asked.hour:
        tasks = tasks.filter(minutes__lte=60)
    if asked.words:
        tasks = tasks.filter(pk__in=_told_of(tasks, asked.words))
    # However many tasks there are, those whose turn comes first are looked at.
    first = coming.filter(task__in=tasks).order_by("starts_at", "id")
    tasks = Task.objects.filter(pk__in=list(first.values_list("task", flat=True)[:LOOKED_AT]))
    shifts = Prefetch("shifts", queryset=coming.order_by("starts_at", "id"))
    needs = Prefetch("needs", queryset=Need.objects.select_related("skill"))
    return tasks.select_related("region").prefetch_related(shifts, needs).order_by("id")


def _told_of(tasks: QuerySet[Task], words: str) -> list[int]:
    """Those in whose title, story or place every word stands; marks and capitals apart, as the database cannot."""
    rows = tasks.values_list("pk", "title", "about", "place")
    return [pk for pk, *texts in rows.iterator() if holds(" ".join(texts), words)]


def _around(here: Point) -> Q:
    """A box that holds the whole circle; the circle itself is looked at afterwards."""
    north = NEAR_KM / _KM_A_DEGREE
    east = north / max(cos(radians(here[0])), 0.1)
    return Q(
        latitude__range=(here[0] - north, here[0] + north),
        longitude__range=(here[1] - east, here[1] + east),
    )


def _fits(shift: Shift, task: Task, asked: Filters, now: datetime) -> bool:
    if asked.free and shift.is_full:
        return False
    if asked.week and shift.starts_at > now + timedelta(days=7):
        return False
    weekday = shift.starts_at.astimezone(ZoneInfo(task.zone)).weekday()
    return not asked.weekend or weekday >= _SATURDAY


def _distance(task: Task, here: Point | None) -> float | None:
    """None for what is online, and where one of the two is not known."""
    if here is None or task.online or task.latitude is None or task.longitude is None:
        return None
    return kilometres(*here, task.latitude, task.longitude)


def _lacking(person: Person | None, tasks: Sequence[Task]) -> set[tuple[int, bool]]:
    if person is None:
        return set()
    needs = [need for task in tasks for need in task.needs.all()]
    return standings.lacking(person.pk, needs)


def _asked(need: Need) -> tuple[int, bool]:
    return need.skill_id, need.proved


def _by_time_and_distance(found: Found) -> tuple[object, float, int]:
    return found.next.starts_at.date(), found.km or 0.0, found.task.pk
