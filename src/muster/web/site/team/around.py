"""What stands around a team this week: its numbers against its aims, and the next thing it does together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import NoReverseMatch

from muster.groups import numbers
from muster.volunteering import queries as volunteering
from muster.web.site.speech import address

if TYPE_CHECKING:
    from django.http import HttpRequest

    from muster.groups.models import Group


@dataclass(frozen=True, slots=True)
class Event:
    """The next thing a team does."""

    title: str
    at: datetime
    zone: str
    url: str


def this_week(group: Group, *, at: datetime) -> Sequence[numbers.Number]:
    """What was done since Monday, where something was done or is wanted."""
    week = numbers.of(group, numbers.monday(group, at))
    return [one for one in week.numbers if one.done or one.aim]


def next_event(request: HttpRequest, group: Group, *, at: datetime) -> Event | None:
    """The next shift that is open to the team."""
    shift = volunteering.next_of_group(group, at=at)
    if shift is None:
        return None
    try:
        url = address(request, "task", shift.task.slug)
    except NoReverseMatch:
        url = ""
    return Event(shift.task.title, shift.starts_at, shift.task.zone, url)
