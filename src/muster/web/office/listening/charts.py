"""Draws curves of what was said, with a hole where nothing was heard. Geometry and words, no decision."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from babel.dates import format_datetime
from django.utils import timezone
from django.utils.translation import gettext as _

from muster.listening.queries import Bucket
from muster.web import words
from muster.web.words import number

_LEFT: Final = 46.0
_RIGHT: Final = 690.0
_TOP: Final = 32.0
_FLOOR: Final = 200.0
_SPARK: Final = (160.0, 28.0)
_DAY: Final = 86_400


class Usual(NamedTuple):
    """One piece of the normal band."""

    low: float
    high: float


def spark(buckets: Sequence[Bucket]) -> dict[str, Any]:
    """A line as small as a word; it is broken where nothing was heard."""
    wide, high = _SPARK
    most = max((one.posts or 0 for one in buckets), default=0) or 1
    step = wide / max(1, len(buckets) - 1)
    points = [
        None if one.posts is None else (place * step, high - 2 - (high - 4) * one.posts / most)
        for place, one in enumerate(buckets)
    ]
    return {
        "lines": [_path(run) for run in _runs(points)],
        "gaps": [(f"{a * step:.1f}", f"{b * step:.1f}") for a, b in _holes(buckets)],
        "wide": int(wide),
        "high": int(high),
        "floor": int(high) - 2,
    }


def curve(buckets: Sequence[Bucket], *, step: int, usual: Sequence[Usual] = ()) -> dict[str, Any]:
    """The whole chart: grid, band, line, holes, hours beneath, and the rows of its table."""
    top = max([one.posts or 0 for one in buckets] + [round(one.high) for one in usual], default=0)
    scale = _scale(top)
    wide = (_RIGHT - _LEFT) / max(1, len(buckets) - 1)

    def at(place: int, value: float) -> tuple[float, float]:
        return _LEFT + place * wide, _FLOOR - (_FLOOR - _TOP) * value / scale

    points = [
        None if one.posts is None else at(place, one.posts) for place, one in enumerate(buckets)
    ]
    said = [one for one in buckets if one.posts is not None]
    return {
        "lines": [_path(run) for run in _runs(points)],
        "dots": [
            (f"{run[0][0]:.1f}", f"{run[0][1]:.1f}") for run in _runs(points) if len(run) == 1
        ],
        "band": _band([(at(n, one.low), at(n, one.high)) for n, one in enumerate(usual)]),
        "gaps": [
            (f"{at(a, 0)[0]:.1f}", f"{max(2.0, (b - a) * wide):.1f}") for a, b in _holes(buckets)
        ],
        "grid": [(f"{at(0, part)[1]:.1f}", number(round(part))) for part in (0, scale / 2, scale)],
        "ticks": _ticks(buckets, step, wide),
        "last": number(said[-1].posts) if said else "",
        "last_at": tuple(f"{one:.1f}" for one in at(len(buckets) - 1, said[-1].posts or 0))
        if said and buckets[-1].posts is not None
        else (),
        "rows": _rows(buckets, usual, step),
        "has_usual": bool(usual),
    }


def _rows(
    buckets: Sequence[Bucket], usual: Sequence[Usual], step: int
) -> list[tuple[str, str, str, str, str]]:
    found = []
    for place, one in enumerate(buckets):
        if one.posts is None:
            told = (_("not heard"), "–", "–")
        else:
            told = (number(one.posts), number(one.negative), number(one.authors))
        band = usual[place] if place < len(usual) else None
        normal = f"{number(round(band.low))}–{number(round(band.high))}" if band else "–"
        found.append((_named(one.at, step), *told, normal))
    return found


def _named(at: datetime, step: int) -> str:
    return words.day(at) if step >= _DAY else words.moment(at)


def _ticks(buckets: Sequence[Bucket], step: int, wide: float) -> list[tuple[str, str]]:
    """Hours under a day, days under a longer time."""
    zone, found = timezone.get_current_timezone(), []
    is_long = len(buckets) * step > 2 * _DAY
    for place, one in enumerate(buckets):
        local = one.at.astimezone(zone)
        if local.minute or (local.hour if is_long else local.hour % 3):
            continue
        shape = "EEE d" if is_long else "HH"
        said = str(format_datetime(local, shape, locale=words.locale()))
        found.append((f"{_LEFT + place * wide:.1f}", said))
    return found


def _runs(
    points: Sequence[tuple[float, float] | None],
) -> Iterator[list[tuple[float, float]]]:
    """Pieces of a line without a hole in them."""
    run: list[tuple[float, float]] = []
    for one in points:
        if one is not None:
            run.append(one)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _holes(buckets: Sequence[Bucket]) -> Iterator[tuple[int, int]]:
    """Where each hole begins and ends, by place."""
    began: int | None = None
    for place, one in enumerate(buckets):
        if one.posts is None:
            began = place if began is None else began
        elif began is not None:
            yield began, place
            began = None
    if began is not None:
        yield began, len(buckets) - 1


def _path(run: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in run)


def _band(edges: Sequence[tuple[tuple[float, float], tuple[float, float]]]) -> str:
    if len(edges) < 2:
        return ""
    above = [high for _low, high in edges]
    below = [low for low, _high in reversed(edges)]
    return f"{_path([*above, *below])}Z"


def _scale(most: int) -> float:
    """A round number at the top of the grid."""
    if most <= 4:
        return 4
    size: int = 10 ** (len(str(most)) - 1)
    return float(next(part * size for part in (1, 2, 4, 6, 8, 10) if part * size >= most))


def places(until: datetime, *, step: int, number_of: int) -> tuple[datetime, datetime]:
    """The beginning and end of a chart whose last piece has ended, or runs now."""
    seconds = int(until.timestamp()) // step * step + step
    end = datetime.fromtimestamp(seconds, tz=until.tzinfo)
    return end - timedelta(seconds=step * number_of), end
