"""What a group did in a week, against what it wanted to do. Weeks begin on Monday, by the clock of its region."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from muster.groups.models import Aim, Group

WEEK: Final = timedelta(days=7)
SHOWN: Final = 8
MOST: Final = 100_000
WORDS: Final[dict[str, Promise]] = {
    "calls": _("Calls"),
    "shifts": _("Shifts done"),
    "members": _("New members"),
    "gifts": _("Gifts"),
}


@dataclass(frozen=True, slots=True)
class Number:
    """One thing counted in one week."""

    what: str
    words: str
    done: int
    aim: int | None

    @property
    def reached(self) -> bool:
        """Whether there was an aim and it is done."""
        return self.aim is not None and self.done >= self.aim

    @property
    def left(self) -> int:
        """What is still missing of the aim."""
        return max(0, (self.aim or 0) - self.done)


@dataclass(frozen=True, slots=True)
class Week:
    """One week of a group."""

    monday: date
    numbers: Sequence[Number]


def zone(group: Group) -> str:
    """Whose clock a group goes by."""
    return group.region.zone if group.region else settings.TIME_ZONE


def monday(group: Group, at: datetime) -> date:
    """The day on which the week of a moment began."""
    day = at.astimezone(ZoneInfo(zone(group))).date()
    return day - timedelta(days=day.weekday())


def of(group: Group, week: date) -> Week:
    """What a group did in the week of a Monday."""
    return weeks(group, week, count=1)[0]


def weeks(group: Group, last: date, *, count: int = SHOWN) -> list[Week]:
    """The same for some weeks up to one, oldest first, in two questions."""
    mondays = [last - WEEK * back for back in range(count - 1, -1, -1)]
    done = _counted(group, [*mondays, last + WEEK])
    aims = {
        (one.week, one.what): one.number
        for one in Aim.objects.filter(group=group, week__in=mondays).order_by("id")
    }
    return [
        Week(
            day,
            [
                Number(what, str(words), done.get((place, what), 0), aims.get((day, what)))
                for what, words in WORDS.items()
            ],
        )
        for place, day in enumerate(mondays)
    ]


def _counted(group: Group, bounds: Sequence[date]) -> dict[tuple[int, str], int]:
    moments = [datetime.combine(day, time.min, ZoneInfo(zone(group))) for day in bounds]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT place, what, number FROM groups_numbers(%s, %s::timestamptz[])",
            [group.pk, moments],
        )
        return {(place, what): number for place, what, number in cursor.fetchall()}
