"""The curve of an alarm against the band of ordinary days, as lines of a drawing and rows of its table."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from muster.web.words import hour, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from muster.listening.alarms import Point
    from muster.listening.models import Alarm

LEFT, RIGHT, TOP, BOTTOM = 46, 690, 32, 200
_TICKS: Final = 7


@dataclass(frozen=True, slots=True)
class Chart:
    """``lines`` and ``over`` are paths without a gap in them; ``band`` is closed; marks and ticks are places."""

    label: str
    lines: Sequence[str]
    over: Sequence[str]
    band: str
    grid: Sequence[tuple[str, str, str]]
    ticks: Sequence[tuple[str, str]]
    raised: str
    raised_words: str
    rows: Sequence[tuple[str, str, str, str]]


def chart(points: Sequence[Point], alarm: Alarm) -> Chart | None:
    """Draw it; nothing where there is nothing to draw yet."""
    if len(points) < 2:
        return None
    most = max([1.0, *(max(one.posts or 0, one.high or 0) for one in points)])
    above = [
        one.posts is not None and one.high is not None and one.posts > one.high for one in points
    ]
    top = max((one.posts or 0 for one in points), default=0)
    return Chart(
        _("Posts in a quarter of an hour about %(topic)s: at most %(most)s")
        % {"topic": alarm.topic.name, "most": number(top)},
        _runs(points, most, [True] * len(points)),
        _runs(points, most, above),
        _band(points, most),
        _grid(most),
        _hours(points),
        _place(points, alarm),
        _("Alarm, %(hour)s") % {"hour": hour(alarm.raised_at)},
        [_row(one) for one in points],
    )


def _x(at: int, count: int) -> str:
    return f"{LEFT + (RIGHT - LEFT) * at / (count - 1):.1f}"


def _y(value: float, most: float) -> str:
    return f"{BOTTOM - (BOTTOM - TOP) * value / most:.1f}"


def _runs(points: Sequence[Point], most: float, wanted: Sequence[bool]) -> list[str]:
    """Steps that follow each other are one line; a gap breaks it and is never nought."""
    count = len(points)
    found = []
    for known, run in groupby(
        enumerate(points), key=lambda pair: pair[1].posts is not None and wanted[pair[0]]
    ):
        if not known:
            continue
        steps = [f"{_x(at, count)} {_y(one.posts or 0, most)}" for at, one in run]
        # A line of one point is drawn as a dot by its round end.
        found.append("M" + "L".join(steps if len(steps) > 1 else steps * 2))
    return found


def _band(points: Sequence[Point], most: float) -> str:
    count = len(points)
    known = [
        (at, one.low, one.high)
        for at, one in enumerate(points)
        if one.low is not None and one.high is not None
    ]
    if not known:
        return ""
    upper = [f"{_x(at, count)} {_y(high, most)}" for at, _low, high in known]
    lower = [f"{_x(at, count)} {_y(low, most)}" for at, low, _high in reversed(known)]
    return "M" + "L".join(upper + lower) + "Z"


def _grid(most: float) -> list[tuple[str, str, str]]:
    """Three lines at round heights, the words beside them."""
    step = max(1, round(most / 3))
    heights = [one for one in (0, step, 2 * step, 3 * step) if one <= most]
    return [(_y(one, most), f"{float(_y(one, most)) + 4:.1f}", number(one)) for one in heights]


def _hours(points: Sequence[Point]) -> list[tuple[str, str]]:
    each = max(1, len(points) // _TICKS)
    return [(_x(at, len(points)), hour(points[at].at)) for at in range(0, len(points), each)]


def _place(points: Sequence[Point], alarm: Alarm) -> str:
    before = [at for at, one in enumerate(points) if one.at <= alarm.raised_at]
    return _x(before[-1], len(points)) if before else ""


def _row(one: Point) -> tuple[str, str, str, str]:
    band = (
        "–"
        if one.low is None or one.high is None
        else f"{number(round(one.low))}–{number(round(one.high))}"
    )
    return hour(one.at), number(one.posts), number(one.negative), band
