"""How a drive is said: total, share, people, time left, in the language of the page; for pages and for streams.

Pure words over one reading. The hat is said beside the total and never inside it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from babel.dates import format_time
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muster.drives.live import Reading
from muster.drives.models import Milestone
from muster.web import words

# A reading older than this says so on the page.
LATE: Final = 15
NEAR: Final = 0.8


def figures(reading: Reading) -> dict[str, Any]:
    """Live names and their words: what a page shows first and a stream replaces."""
    drive, count = reading.drive, reading.count
    bar = scale(reading)
    goal = drive.goal.minor
    said: dict[str, Any] = {
        "total": money(count.online, reading),
        "title": title(reading),
        "share": words.percent(count.online, goal),
        "togo": togo(reading),
        "cash": hat(reading),
        "cash-hide": "1" if count.cash else "0",
        "people": people(reading),
        "left": left(reading),
        "as-of": as_of(reading.as_of, drive.zone),
        "goal-label": label(reading),
        "online-width": _percent(count.online, bar),
        "cash-x": _percent(count.online, bar),
        "cash-width": _percent(count.cash, bar),
        "reached": reached(reading),
    }
    for one in reading.milestones:
        said[f"milestone-{one.pk}"] = _mark(one)
    for child, part in reading.children:
        said[f"child-{child.pk}"] = words.money(part.online, child.currency)
        said[f"child-{child.pk}-width"] = _percent(part.online, child.goal.minor)
    return said


def news(reading: Reading) -> dict[str, Any]:
    """A reading as a stream says it: the figures, the latest gifts, what the walls are to show."""
    return figures(reading) | {
        "gifts": gifts(reading),
        "screen": reading.drive.screen,
        "state": reading.state,
        # A bare number, for whoever measures how late a line is.
        "gifts-n": reading.count.gifts,
    }


def gifts(reading: Reading) -> list[dict[str, str]]:
    """The latest gifts: a name only where it was shown."""
    return [
        {
            "name": one.name or _("Someone"),
            "way": _("through %(name)s") % {"name": one.way} if one.way else "",
            "money": money(one.minor, reading),
        }
        for one in reading.lines
    ]


def title(reading: Reading) -> str:
    """How things stand, in one sentence."""
    drive, count = reading.drive, reading.count
    facts = {
        "total": money(count.online, reading),
        "goal": words.money(drive.goal.minor, drive.currency),
    }
    state = reading.state
    if state == "before":
        return _("It starts %(moment)s") % {
            "moment": words.long_moment(drive.starts_at, drive.zone)
        }
    if count.online >= drive.goal.minor:
        return _("%(total)s: the goal of %(goal)s is reached") % facts
    if state == "ended":
        return _("%(total)s of %(goal)s came in") % facts
    return _("%(total)s of %(goal)s, %(left)s") % {**facts, "left": left(reading)}


def left(reading: Reading) -> str:
    """How much time there is."""
    drive, state = reading.drive, reading.state
    if state == "before":
        return _("starts in %(span)s") % {"span": words.span(drive.starts_at - reading.as_of)}
    if state == "ended":
        return _("ended")
    return _("%(span)s left") % {"span": words.span(drive.ends_at - reading.as_of)}


def togo(reading: Reading) -> str:
    """What is missing; near the goal it says more than how many have given."""
    missing = reading.drive.goal.minor - reading.count.online
    if missing <= 0:
        over = -missing
        return (
            _("%(money)s above the goal.") % {"money": money(over, reading)}
            if over
            else _("The goal is reached.")
        )
    return _("%(money)s to go.") % {"money": money(missing, reading)}


def near(reading: Reading) -> bool:
    """Whether the goal is so near that what is missing says most."""
    return NEAR * reading.drive.goal.minor <= reading.count.online < reading.drive.goal.minor


def people(reading: Reading) -> str:
    """How many gave, of how many hoped for."""
    gave, hoped = reading.count.people, reading.drive.people
    said = ngettext("%(n)s person of %(all)s gave", "%(n)s people of %(all)s gave", gave)
    return said % {"n": words.number(gave), "all": words.number(hoped)}


def hat(reading: Reading) -> str:
    """The cash that two people counted, apart."""
    if not reading.count.cash:
        return ""
    return _("The hat went round too: %(money)s in cash, counted apart.") % {
        "money": money(reading.count.cash, reading)
    }


def label(reading: Reading) -> str:
    """The bar in words."""
    share = words.percent(reading.count.online, reading.drive.goal.minor)
    told = _("%(share)s of the goal") % {"share": share}
    return f"{told}. {hat(reading)}".strip() if reading.count.cash else told


def reached(reading: Reading) -> str:
    """The milestone or match that came last, to be announced."""
    found: list[tuple[datetime, str]] = [
        (one.reached_at, _("Reached: %(what)s") % {"what": _milestone(one, reading)})
        for one in reading.milestones
        if one.reached_at is not None
    ]
    found += [
        (one.unlocked_at, _("%(who)s adds %(money)s, as promised.") % {
            "who": one.by, "money": money(one.minor, reading)
        })
        for one in reading.matches
        if one.unlocked_at is not None
    ]  # fmt: skip
    return max(found)[1] if found else ""


def scale(reading: Reading) -> int:
    """What the whole bar stands for: the goal, or more where more came."""
    return max(reading.drive.goal.minor, reading.count.online + reading.count.cash, 1)


def marks(reading: Reading) -> list[dict[str, Any]]:
    """Milestones with their place on the bar."""
    whole = scale(reading)
    return [
        {
            "number": one.pk,
            "place": _percent(one.minor, whole),
            "words": one.words,
            "money": money(one.minor, reading),
            "reached": _mark(one),
        }
        for one in reading.milestones
    ]


def is_late(reading: Reading, now: datetime) -> bool:
    """Whether newer figures are overdue."""
    return (now - reading.as_of).total_seconds() > LATE


def as_of(at: datetime, zone: str) -> str:
    """“As of 20:14:08”, by the clock of the drive."""
    told = format_time(at.astimezone(ZoneInfo(zone)), "HH:mm:ss", locale=words.locale())
    return _("As of %(time)s") % {"time": told}


def time(at: datetime, zone: str) -> str:
    """“20:14”, by the clock of the drive."""
    return str(format_time(at.astimezone(ZoneInfo(zone)), "HH:mm", locale=words.locale()))


def money(minor: int, reading: Reading) -> str:
    """An amount of this drive."""
    return words.money(minor, reading.drive.currency)


def _milestone(one: Milestone, reading: Reading) -> str:
    told = money(one.minor, reading)
    return f"{one.words} ({told})" if one.words else told


def _mark(one: Milestone) -> str:
    return _("reached") if one.reached_at else _("not yet")


def _percent(part: int, whole: int) -> str:
    """A width without the sign, as the script sets it."""
    return f"{max(0.0, min(100.0, 100 * part / whole)):.2f}" if whole else "0"
