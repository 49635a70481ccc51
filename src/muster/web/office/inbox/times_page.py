"""Puts reply times into sentences, a table of colours, bars and a sheet. It decides nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muster.inbox.replies import Figures
from muster.inbox.statistics import FEW
from muster.web import words
from muster.web.office.inbox.said import CHANNELS
from muster.web.office.inbox.times_charts import WEEKEND, bars, blocks, brief, weekday
from muster.web.words import number, percent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from muster.inbox.replies import Asked

    Hours = Mapping[tuple[int, int, int], Figures]

# What ten brands did with complaints in the study that the story of the fashion brand tells of.
STUDY_ANSWERED, STUDY_LEAST, STUDY_MOST = 0.13, 20 * 60, 50 * 3600


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the table of colours: its level, from 1 for best to 5, and what it says."""

    level: int
    words: str


def title(found: Mapping[str, Figures]) -> str:
    """How we keep up, in one sentence."""
    weekdays, weekends = found["weekdays"], found["weekends"]
    if weekdays.due < FEW and weekends.due < FEW:
        return _("Too few have written to say how soon we answer")
    said = {"weekdays": _in_time(weekdays), "weekends": _in_time(weekends)}
    if weekends.due < FEW:
        return _("On weekdays %(weekdays)s hear from us in time") % said
    if weekdays.due < FEW:
        return _("At weekends %(weekends)s hear from us in time") % said
    return _("On weekdays %(weekdays)s hear from us in time. At weekends, %(weekends)s.") % said


def intro(found: Figures, asked: Asked) -> str:
    """Half and nine in ten, in team hours, and of how many and when."""
    count = ngettext("%(n)s message waited", "%(n)s messages waited", found.asked)
    said = count % {"n": number(found.asked)}
    days = f"{words.day(asked.since)} – {words.day(asked.until)}"
    if found.answered < FEW:
        return f"{said}. {days}."
    times = _(
        "Half get a first answer within %(half)s, nine in ten within %(ninety)s of team hours."
    )
    told = times % {"half": brief(found.half_worked), "ninety": brief(found.ninety_worked)}
    return f"{told} {said}. {days}."


def parts(present: Mapping[str, Figures], past: Mapping[str, Figures]) -> dict[str, Any]:
    """Weekdays and weekends, each against its own past; and all of it against ten brands."""
    everything, before = present["all"], past["all"]
    return {
        "weekdays": _part(present["weekdays"], past["weekdays"]),
        "weekends": _part(present["weekends"], past["weekends"]),
        "against": [
            (_("Now"), *_row(everything)),
            (_("The same length before"), *_row(before)),
            (
                _("Ten brands, as a study found them"),
                percent(STUDY_ANSWERED, 1),
                _("from %(least)s") % {"least": brief(STUDY_LEAST)},
                _("over %(most)s") % {"most": brief(STUDY_MOST)},
            ),
        ],
        "few": FEW,
    }


def hours(found: Hours, show: str, promised: timedelta) -> dict[str, Any]:
    """The table of colours in blocks of two hours, and of four for a phone; what came, as bars."""
    steps = [promised.total_seconds() * part for part in (0.25, 0.5, 1, 3)]
    most = max((one.asked for (length, *_rest), one in found.items() if length == 2), default=0)

    def lines(length: int, days: Sequence[int]) -> list[tuple[str, list[Cell]]]:
        return [
            (
                weekday(day, short=length == 4),
                [
                    _cell(found.get((length, day, block), Figures()), show, steps, most)
                    for block in range(24 // length)
                ],
            )
            for day in days
        ]

    return {
        "heats": [
            (length, blocks(length), lines(length, range(1, 6)), lines(length, WEEKEND))
            for length in (2, 4)
        ],
        "ramp": _ramp(show, steps),
        "bars": bars(found),
    }


def queues(found: Mapping[tuple[str, Any], Figures], teams: Mapping[int, str]) -> list[Any]:
    """Channels, then teams: rows of name, in time, never answered, half, nine in ten."""
    rows = []
    for (kind, name), one in sorted(found.items(), key=lambda pair: (pair[0][0], str(pair[0][1]))):
        if kind == "channel":
            said = str(CHANNELS.get(name, ("", name))[1])
        else:
            said = teams.get(name, "") if name else _("No team")
        rows.append((said, number(one.asked), _in_time(one), number(one.never), *_row(one)[1:]))
    return rows


def reopened(closed: int, again: int) -> str:
    """How often what was closed was not over yet."""
    if not closed:
        return _("Nothing that began in this time was closed.")
    said = ngettext(
        "%(again)s of %(n)s closed matter came back.",
        "%(again)s of %(n)s closed matters came back.",
        closed,
    )
    return said % {"again": number(again), "n": number(closed)}


def sheet(found: Hours) -> tuple[list[str], list[list[str]]]:
    """Every hour of the week as a line; times in minutes."""
    head = [
        _("Day"), _("Hour"), _("Came"), _("Answered"), _("In time"), _("Never answered"),
        _("Half, minutes"), _("Nine in ten, minutes"),
    ]  # fmt: skip
    rows = []
    for day in range(1, 8):
        for hour in range(24):
            one = found.get((1, day, hour), Figures())
            counts = (one.asked, one.answered, one.in_time, one.never)
            times = ("" if at is None else f"{at / 60:.1f}" for at in (one.half, one.ninety))
            rows.append([weekday(day), f"{hour:02}", *map(str, counts), *times])
    return head, rows


def _in_time(one: Figures) -> str:
    return percent(one.in_time, one.due, 0) if one.due >= FEW else _("too few to say")


def _row(one: Figures) -> tuple[str, str, str]:
    few = one.answered < FEW
    return (
        percent(one.answered, one.told, 0) if one.told >= FEW else _("too few to say"),
        "–" if few else brief(one.half),
        "–" if few else brief(one.ninety),
    )


def _part(one: Figures, before: Figures) -> list[tuple[str, str, str]]:
    """Four headline numbers: word, figure, comparison."""
    answered, half, ninety = _row(one)
    was = _("was %(share)s before")
    return [
        (_("Answered in time"), _in_time(one), was % {"share": _in_time(before)}),
        (
            _("Ever answered"),
            answered,
            _("%(never)s of %(n)s never") % {"never": number(one.never), "n": number(one.told)},
        ),
        (_("Half wait at most"), half, was % {"share": _row(before)[1]}),
        (
            _("Nine in ten wait at most"),
            ninety,
            _("team hours: %(span)s")
            % {"span": brief(one.ninety_worked) if one.answered >= FEW else "–"},
        ),
    ]


def _cell(one: Figures, show: str, steps: Sequence[float], most: int) -> Cell:
    if show == "asked":
        return Cell(-(-5 * one.asked // most) if most else 0, number(one.asked))
    if show == "rate":
        if one.told < FEW:
            return Cell(0, "")
        rate = one.answered / one.told
        level = 1 + sum(rate < step for step in (0.95, 0.85, 0.7, 0.4))
        return Cell(level, percent(one.answered, one.told, 0))
    value = one.half if show == "half" else one.ninety
    if one.answered < FEW or value is None:
        return Cell(0, "")
    return Cell(1 + sum(value > step for step in steps), brief(value))


def _ramp(show: str, steps: Sequence[float]) -> list[tuple[int, str]]:
    if show == "asked":
        return []
    if show == "rate":
        return [(1, "95"), (2, "85"), (3, "70"), (4, "40"), (5, "<40")]
    said = [brief(one) for one in steps]
    said[2] = _("%(span)s, our promise") % {"span": said[2]}
    return [*enumerate(said, 1), (5, _("longer"))]
