"""The tokens of a mailed shift and of a calendar: message authentication codes, each good for one thing.

They name a number and nothing else; whoever reads a log learns no address from them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from muster.accounts.queries import site_url
from muster.kit import clock, secrets
from muster.volunteering.models import Feed, SignUp

_SHIFT: Final = "volunteering.shift"
_CALENDAR: Final = "volunteering.calendar"
_SHAPE: Final = re.compile(r"(\d{1,18})-(\d{1,6})\.([A-Za-z0-9_-]{22})")
_FIRST_DAY: Final = date(2020, 1, 1)
LIFETIME: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class ShiftLink:
    """What a genuine link of a shift says: which sign-up, and the day it was made."""

    number: int
    made_on: date


@dataclass(frozen=True, slots=True)
class CalendarLink:
    """What a genuine address of a calendar says."""

    key_id: int
    version: int


def make(sign_up: SignUp, *, on: date | None = None) -> str:
    """The token that goes to the mailbox of whoever signed up; made today unless another day is named."""
    day = ((on or clock.db_now().date()) - _FIRST_DAY).days
    return f"{sign_up.pk}-{day}.{secrets.mac(_SHIFT, sign_up.pk, day)}"


def read(token: str) -> ShiftLink | None:
    """What a token says, or None when we never made it."""
    numbers = _read(_SHIFT, token)
    if numbers is None:
        return None
    return ShiftLink(numbers[0], _FIRST_DAY + timedelta(days=numbers[1]))


def is_old(link: ShiftLink) -> bool:
    """A link is good for some weeks."""
    return clock.db_now().date() > link.made_on + LIFETIME


def calendar(feed: Feed) -> str:
    """The token of a person’s calendar."""
    return f"{feed.key_id}-{feed.version}.{secrets.mac(_CALENDAR, feed.key_id, feed.version)}"


def read_calendar(token: str) -> CalendarLink | None:
    """What the address of a calendar says, or None when we never made it."""
    numbers = _read(_CALENDAR, token)
    return None if numbers is None else CalendarLink(*numbers)


def shift_url(sign_up: SignUp) -> str:
    """Where the link of a sign-up leads."""
    return f"{site_url()}/shift/{make(sign_up)}/"


def calendar_url(feed: Feed) -> str:
    """Where a calendar fetches a person’s shifts."""
    return f"{site_url()}/calendar/{calendar(feed)}.ics"


def task_url(slug: str) -> str:
    """Where a task stands."""
    return f"{site_url()}/tasks/{slug}/"


def _read(purpose: str, token: str) -> tuple[int, int] | None:
    shape = _SHAPE.fullmatch(token) if token.isascii() else None
    if shape is None:
        return None
    numbers = int(shape[1]), int(shape[2])
    return numbers if secrets.same(shape[3], secrets.mac(purpose, *numbers)) else None
