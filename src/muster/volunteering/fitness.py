"""How well one person fits one shift: what stands in the way, and points for the rest. Pure; it reads nothing.

Qualification is judged elsewhere (``standings``) and told to us: no number of points outweighs it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Final

from muster.places.distance import kilometres
from muster.volunteering import hours
from muster.volunteering.hours import Part

# What stands in the way. The first four are what a widened question may look past.
FAR: Final = "far"
NOT_FREE: Final = "not_free"
ASKED: Final = "asked"
UNPROVED: Final = "unproved"
UNQUALIFIED: Final = "unqualified"
SIGNED_UP: Final = "signed_up"
LANGUAGE: Final = "language"
ACCESS: Final = "access"
WAY: Final = "way"

# Whoever was asked within a week is left alone; within three weeks they come after everybody else.
NEVER_WITHIN: Final = 7
LATE_WITHIN: Final = 21
# From here on it no longer matters how long ago it was.
RESTED: Final = 90
# Rest weighs more than nearness: among people within reach, whoever was not asked for longer goes first.
NEAR, TIME, REST, HOURS = 0.25, 0.20, 0.45, 0.10
TIME_UNKNOWN: Final = 0.08
BACK: Final = 0.2  # how rested somebody is after three weeks
# Nobody knows where exactly they live, but it is the right region.
SOMEWHERE: Final = 0.25
LATELY: Final = 1.0

AT_PLACE: Final = frozenset({"in_person", "drive", "host"})
FROM_HOME: Final = frozenset({"online", "phone"})


@dataclass(frozen=True, slots=True)
class Taken:
    """A shift in which somebody has a place, or stands in the line for one."""

    shift_id: int
    starts_at: datetime
    ends_at: datetime
    holds: bool = True


@dataclass(slots=True)
class Volunteer:
    """What matters of one person. ``free`` without an entry means that they have not said when."""

    person_id: int
    key_id: int
    region: str = ""
    zone: str = "UTC"
    latitude: float | None = None
    longitude: float | None = None
    max_km: int = 20
    hours_month: int = 4
    ways: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    access: frozenset[str] = frozenset()
    free: list[Part] = field(default_factory=list)
    away: list[tuple[date, date]] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    asked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Want:
    """A skill that is needed, by its number and its word; ``proved`` where only a proof will do."""

    skill_id: int
    proved: bool
    slug: str = ""


@dataclass(frozen=True)
class Demand:
    """What one shift asks for."""

    shift_id: int
    task_id: int
    starts_at: datetime
    ends_at: datetime
    open: int = 1
    region: str = ""
    zone: str = "UTC"
    latitude: float | None = None
    longitude: float | None = None
    online: bool = False
    languages: frozenset[str] = frozenset()
    access: frozenset[str] = frozenset()
    needs: tuple[Want, ...] = ()

    @cached_property
    def hours(self) -> float:
        """How long it takes."""
        return hours.length(self.starts_at, self.ends_at)

    @property
    def placed(self) -> bool:
        """Whether a distance to it can be said."""
        return self.latitude is not None and self.longitude is not None and not self.online


@dataclass(frozen=True, slots=True)
class Look:
    """One person beside one shift. ``free`` is None where they have not said when."""

    km: float | None
    beyond: float
    free: bool | None
    asked_days: float | None
    hours_left: float
    obstacles: frozenset[str]
    points: float


def look(one: Volunteer, wanted: Demand, *, at: datetime) -> Look:
    """Hold them beside each other; everything but skills, which the caller adds."""
    km = distance(one, wanted)
    beyond = _beyond(one, wanted, km)
    free = is_free(one, wanted)
    days = None if one.asked_at is None else max((at - one.asked_at) / timedelta(days=1), 0.0)
    left = hours_left(one, wanted)
    stops = {
        FAR: beyond > 0,
        NOT_FREE: free is False,
        ASKED: days is not None and days < NEVER_WITHIN,
        SIGNED_UP: any(taken.shift_id == wanted.shift_id for taken in one.taken),
        LANGUAGE: bool(wanted.languages) and not wanted.languages & one.languages,
        ACCESS: not wanted.online and not one.access <= wanted.access,
        WAY: bool(one.ways) and not one.ways & (FROM_HOME if wanted.online else AT_PLACE),
    }
    obstacles = frozenset(name for name, stands in stops.items() if stands)
    points = _points(one, wanted, km=km, free=free, days=days, left=left)
    return Look(km, beyond, free, days, left, obstacles, points)


def distance(one: Volunteer, wanted: Demand) -> float | None:
    """How far they have to go, where both ends are known."""
    if not wanted.placed or one.latitude is None or one.longitude is None:
        return None
    return kilometres(one.latitude, one.longitude, wanted.latitude or 0.0, wanted.longitude or 0.0)


def is_free(one: Volunteer, wanted: Demand) -> bool | None:
    """Whether they can come then, as far as they said."""
    first, last = hours.days(wanted.starts_at, wanted.ends_at, one.zone)
    if any(begins <= last and ends >= first for begins, ends in one.away):
        return False
    for taken in one.taken:
        overlaps = taken.starts_at < wanted.ends_at and taken.ends_at > wanted.starts_at
        if taken.holds and overlaps and taken.shift_id != wanted.shift_id:
            return False
    if not one.free:
        return None
    return hours.covered(one.free, hours.parts(wanted.starts_at, wanted.ends_at, one.zone))


def hours_left(one: Volunteer, wanted: Demand) -> float:
    """What is left of the hours they set aside for the month of the shift."""
    when = hours.month(wanted.starts_at, one.zone)
    spent = sum(
        hours.length(taken.starts_at, taken.ends_at)
        for taken in one.taken
        if taken.holds and hours.month(taken.starts_at, one.zone) == when
    )
    return one.hours_month - spent


def _beyond(one: Volunteer, wanted: Demand, km: float | None) -> float:
    """How many kilometres further it is than they go; 0 where it is within reach."""
    if wanted.online:
        return 0.0
    if km is not None:
        return max(km - one.max_km, 0.0)
    return 0.0 if not wanted.region or one.region == wanted.region else float("inf")


def _points(
    one: Volunteer,
    wanted: Demand,
    *,
    km: float | None,
    free: bool | None,
    days: float | None,
    left: float,
) -> float:
    near = 1.0 if wanted.online else SOMEWHERE
    if km is not None:
        near = max(1.0 - km / max(one.max_km, 1), 0.0)
    time = TIME_UNKNOWN if free is None else TIME * free
    enough = min(max(left / wanted.hours, 0.0), 1.0)
    lately = LATELY if days is not None and days < LATE_WITHIN else 0.0
    return NEAR * near + time + REST * rest(days) + HOURS * enough - lately


def rest(days: float | None) -> float:
    """How rested somebody is since they were last asked, from 0 to 1."""
    if days is None or days >= RESTED:
        return 1.0
    if days < LATE_WITHIN:
        return BACK * days / LATE_WITHIN
    return BACK + (1 - BACK) * (days - LATE_WITHIN) / (RESTED - LATE_WITHIN)
