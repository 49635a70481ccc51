"""The pace of a drive as a picture with its table: this one, and earlier ones at the same minute."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from muster.drives import pace as paces
from muster.web import words

if TYPE_CHECKING:
    from datetime import datetime

    from muster.drives.models import Drive
    from muster.drives.pace import Run

LEFT, RIGHT, TOP, BOTTOM = 62, 640, 25, 190
GRID: Final = 5
TICKS: Final = 6


def pace(drive: Drive, now: datetime) -> dict[str, Any] | None:
    """Nothing before it began."""
    if now < drive.starts_at:
        return None
    step = paces.step_of(drive)
    steps = max(1, round((drive.ends_at - drive.starts_at) / step))
    here = paces.run(drive, now, step=step, most=steps)
    others = [paces.run(one, now, step=step, most=steps) for one in paces.earlier(drive)]
    top = max([drive.goal.minor, here.totals[-1], *(run.totals[-1] for run in others)])
    passed = len(here.totals) - 1
    return {
        "said": _ahead(here, others, passed, drive),
        "goal_y": _y(drive.goal.minor, top),
        "grid": [
            (
                _y(top * part // GRID, top),
                words.money(top * part // GRID // 100 * 100, drive.currency),
            )
            for part in range(GRID + 1)
        ],
        "runs": [_drawn(run, steps, top, place) for place, run in enumerate([here, *others[:2]])],
        "dot": {"x": _x(passed, steps), "y": _y(here.totals[-1], top)},
        "now": words.money(here.totals[-1], drive.currency),
        "ticks": [
            (
                _x(steps * part / TICKS, steps),
                _label(steps * part / TICKS * step.total_seconds() / 60),
            )
            for part in range(TICKS + 1)
        ],
        "names": [words.day(run.drive.starts_at) for run in others],
        "rows": _rows(here, others, steps, step.total_seconds() / 60),
    }


def _drawn(run: Run, steps: int, top: int, place: int) -> dict[str, Any]:
    points = [(_x(at, steps), _y(total, top)) for at, total in enumerate(run.totals[: steps + 1])]
    return {
        "path": "M" + "L".join(f"{x} {y}" for x, y in points),
        "place": place + 1,
        "year": str(run.drive.starts_at.year),
        "end": points[-1],
    }


def _rows(here: Run, others: list[Run], steps: int, minutes: float) -> list[tuple[str, list[str]]]:
    places = sorted({round(steps * part / TICKS) for part in range(1, TICKS + 1)})
    return [
        (
            _label(at * minutes),
            [
                words.money(run.after(at), run.drive.currency) if run.after(at) is not None else ""
                for run in (here, *others)
            ],
        )
        for at in places
    ]


def _ahead(here: Run, others: list[Run], passed: int, drive: Drive) -> str:
    """How far before or behind the latest earlier one at the same minute."""
    before = others[0].after(passed) if others else None
    if before is None:
        return _("There is no earlier drive to compare with.")
    off = here.totals[-1] - before
    facts = {
        "money": words.money(abs(off), drive.currency),
        "drive": others[0].drive.title,
        "span": words.span(here.step * passed),
    }
    if off >= 0:
        return _("%(money)s ahead of “%(drive)s” after %(span)s.") % facts
    return _("%(money)s behind “%(drive)s” after %(span)s.") % facts


def _label(minutes: float) -> str:
    if minutes < 600:
        return words.number(round(minutes)) + words.THIN + "min"
    return words.number(round(minutes / 60)) + words.THIN + "h"


def _x(at: float, steps: int) -> str:
    return f"{LEFT + (RIGHT - LEFT) * at / steps:.1f}"


def _y(minor: int, top: int) -> str:
    return f"{BOTTOM - (BOTTOM - TOP) * minor / max(1, top):.1f}"
