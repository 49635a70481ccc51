"""What stands around a team this week: its numbers against its aims, and the next thing it does together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from muster.groups import numbers

if TYPE_CHECKING:
    from muster.groups.models import Group
    from muster.people.models import Person


@dataclass(frozen=True, slots=True)
class Event:
    """The next thing a team does."""

    title: str
    at: datetime
    url: str


def this_week(group: Group, *, at: datetime) -> Sequence[numbers.Number]:
    """What was done since Monday, where something was done or is wanted."""
    week = numbers.of(group, numbers.monday(group, at))
    return [one for one in week.numbers if one.done or one.aim]


def next_event(group: Group, *, person: Person, at: datetime) -> Event | None:
    """The next shift that is open to the team, for a member."""
    del group, person, at
    return None
