"""Reply times as pictures and their tables: blocks of hours, bars, the free days to come. Geometry and words."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from babel.dates import format_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muster.inbox.replies import Figures
from muster.web import words
from muster.web.words import THIN, number, percent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from muster.inbox.forecast import Cover, Day

# A Monday, to name weekdays by.
MONDAY: Final = date(2024, 1, 1)
WEEKEND: Final = (6, 7)


def cover(found: Cover | None) -> dict[str, Any] | None:
    """Who is needed on the next free days: the sentence, one row of blocks per day, and bars."""
    if found is None or not found.days:
        return None
    most = max((max(one.blocks) for one in found.days), default=0) or 1
    people = round(found.people)
    said = ngettext(
        "About %(n)s message will come from %(first)s to %(last)s.",
        "About %(n)s messages will come from %(first)s to %(last)s.",
        people,
    )
    told = {
        "n": number(people),
        "first": words.day(found.days[0].day),
        "last": words.day(found.days[-1].day),
    }
    return {
        "sentence": said % told,
        "needs": _("That is %(hours)s of one person (answers in a busy hour: %(pace)s).")
        % {"hours": brief(found.hours * 3600), "pace": number(round(found.pace, 1))}
        if found.hours is not None and found.pace
        else _("How long it takes is not known yet: too few answers so far."),
        "weeks": found.weeks,
        "blocks": blocks(4),
        "days": [_day(one, at, most, found.pace) for at, one in enumerate(found.days)],
        "height": 34 * len(found.days) + 22,
        "ticks": [(110 + 96 * at, name) for at, name in enumerate(blocks(4))],
    }


def _day(one: Day, at: int, most: float, pace: float | None) -> dict[str, Any]:
    """One free day to come: its row of the table, and its bars."""
    return {
        "name": words.day(one.day),
        "short": format_date(one.day, "EEE d MMM", locale=words.locale()),
        "holiday": one.holiday,
        "blocks": [number(round(block, 1)) for block in one.blocks],
        "people": number(round(one.people, 1)),
        "range": f"{number(one.least)}–{number(one.most)}",
        "hours": brief(one.people / pace * 3600) if pace else "–",
        "y": 34 * at,
        "bars": [
            (110 + 96 * place, f"{88 * block / most:.1f}", number(round(block, 1)))
            for place, block in enumerate(one.blocks)
        ],
    }


def bars(found: Mapping[tuple[int, int, int], Figures]) -> dict[str, Any] | None:
    """When they write: weekdays beside weekends, in blocks of two hours."""
    rows = [
        [
            sum(found.get((2, day, block), Figures()).asked for day in days)
            for days in (range(1, 6), WEEKEND)
        ]
        for block in range(12)
    ]
    most = max(max(row) for row in rows)
    if not most:
        return None
    weekdays, weekends = (sum(row[at] for row in rows) for at in (0, 1))
    return {
        "sentence": _("%(share)s of all messages come at the weekend.")
        % {"share": percent(weekends, weekdays + weekends, 0)},
        "rows": [(name, number(row[0]), number(row[1])) for name, row in zip(blocks(2), rows, strict=True)],
        "sums": (number(weekdays), number(weekends)),
        "drawn": [
            (6 + 58 * at, 29 + 58 * at, f"{100 * row[0] / most:.1f}", f"{100 * row[1] / most:.1f}",
             f"{120 - 100 * row[0] / most:.1f}", f"{120 - 100 * row[1] / most:.1f}", f"{2 * at:02}")
            for at, row in enumerate(rows)
        ],
    }  # fmt: skip


def blocks(length: int) -> list[str]:
    return [f"{at:02}–{at + length:02}" for at in range(0, 24, length)]


def brief(seconds: float | None) -> str:
    """A time as a cell has room for: “41 min”, “1.4 h”, “12 h”."""
    if seconds is None:
        return "–"
    minutes = seconds / 60
    if minutes < 60:
        return f"{number(round(minutes))}{THIN}min"
    hours_ = minutes / 60
    return f"{number(round(hours_, 1) if hours_ < 10 else round(hours_))}{THIN}h"


def weekday(day: int, *, short: bool = False) -> str:
    """What a weekday is called, Monday being 1."""
    shape = "EEE" if short else "EEEE"
    name = str(format_date(MONDAY + timedelta(days=day - 1), shape, locale=words.locale()))
    return name[:1].upper() + name[1:]
