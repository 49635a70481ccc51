"""The weeks of a group as pictures with their table: one row of bars for each thing that is counted.

Both doors draw it alike; what it shows stands in ``groups.numbers``.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from babel.dates import format_date
from django.utils.translation import gettext as _

from muster.web import words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from muster.groups.numbers import Number, Week

WIDE, TOP, FLOOR = 420, 22, 104
STEP, BAR = 52, 36


def drawn(weeks: Sequence[Week]) -> dict[str, Any]:
    """Everything the part ``parts/weeks.html`` needs."""
    return {
        "charts": [_chart(weeks, place) for place in range(len(weeks[-1].numbers))],
        "names": [one.words for one in weeks[-1].numbers],
        "rows": [
            (_label(week, weeks), [said(one) for one in week.numbers]) for week in reversed(weeks)
        ],
    }


def sample(last: date) -> dict[str, Any]:
    """Invented weeks, for the gallery of parts."""
    from muster.groups.numbers import WORDS, Number, Week

    return drawn(
        [
            Week(
                last - timedelta(weeks=back),
                [Number(what, str(name), 7 - back, 6) for what, name in list(WORDS.items())[:2]],
            )
            for back in range(7, -1, -1)
        ]
    )


def said(one: Number) -> str:
    """“12 of 20”, or “12” where nobody set an aim."""
    if one.aim is None:
        return words.number(one.done)
    return _("%(done)s of %(aim)s") % {"done": words.number(one.done), "aim": words.number(one.aim)}


def _chart(weeks: Sequence[Week], place: int) -> dict[str, Any]:
    numbers = [week.numbers[place] for week in weeks]
    top = max(1, *(max(one.done, one.aim or 0) for one in numbers))
    now = numbers[-1]
    return {
        "words": now.words,
        "said": said(now),
        "reached": now.reached,
        "aloud": _("%(what)s in the last weeks, oldest first: %(numbers)s")
        % {"what": now.words, "numbers": ", ".join(words.number(one.done) for one in numbers)},
        "bars": [_bar(one, at, weeks, top) for at, one in enumerate(numbers)],
        "final": FLOOR,
        "wide": WIDE,
    }


def _bar(one: Number, at: int, weeks: Sequence[Week], top: int) -> dict[str, Any]:
    x, high = 8 + STEP * at, _height(one.done, top)
    last = at == len(weeks) - 1
    return {
        "x": x,
        "middle": x + BAR // 2,
        "end": x + BAR,
        "y": FLOOR - high,
        "high": high,
        "over": FLOOR - high - 6,
        "number": words.number(one.done) if one.done or last else "",
        "aim": FLOOR - _height(one.aim, top) if one.aim else None,
        "label": _label(weeks[at], weeks) if (len(weeks) - at) % 2 else "",
        "now": last,
    }


def _height(value: int, top: int) -> int:
    return round((FLOOR - TOP) * value / top)


def _label(week: Week, weeks: Sequence[Week]) -> str:
    return _("this week") if week is weeks[-1] else _short(week.monday)


def _short(day: date) -> str:
    return str(format_date(day, "d MMM", locale=words.locale()))
