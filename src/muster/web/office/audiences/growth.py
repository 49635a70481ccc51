"""The size of an audience against its own usual and against everybody: the line, its words and its table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Final

from muster.audiences import sizes
from muster.audiences.sizes import Day
from muster.kit import clock
from muster.people import queries as people

if TYPE_CHECKING:
    from collections.abc import Sequence

    from muster.accounts.models import Staff
    from muster.audiences.models import Audience

SHOWN: Final = 90
_HIGH: Final = 40


@dataclass(frozen=True, slots=True)
class Growth:
    """What the page says and draws. ``lines`` are paths of days without a gap, in a box of 100 by 40."""

    usual: int | None
    everybody: int
    times: float | None
    lines: Sequence[str]
    # Where the sentence changed, in hundredths of the width.
    changes: Sequence[str]
    days: Sequence[Day]
    most: int

    @property
    def latest_first(self) -> Sequence[Day]:
        """The days of the table."""
        return self.days[::-1]


def of(audience: Audience, staff: Staff, fit: int) -> Growth:
    """Tell how large an audience was and is, for one reader; today is what fits now."""
    today = clock.now().date()
    since = today - timedelta(days=SHOWN)
    known = [one for one in sizes.kept(audience, staff.scope, since=since) if one.day < today]
    days = [*known, Day(today, fit, audience.digest)]
    usual = sizes.usual(known, audience.digest)
    most = max(one.people for one in days)
    return Growth(
        usual,
        people.people_count(staff.scope),
        round(fit / usual, 2) if usual else None,
        _lines(days, most),
        [_x(after, days) for before, after in pairwise(days) if before.digest != after.digest],
        days,
        most,
    )


def _lines(days: Sequence[Day], most: int) -> list[str]:
    """Days that follow each other are one line; a day nobody counted is a gap, never a zero."""
    runs = groupby(enumerate(days), key=lambda pair: pair[1].day.toordinal() - pair[0])
    found = []
    for _start, run in runs:
        points = [
            f"{_x(one, days)} {_HIGH - _HIGH * one.people / most if most else _HIGH:.2f}"
            for _at, one in run
        ]
        # A line of one point is drawn as a dot by its round end.
        found.append("M" + "L".join(points if len(points) > 1 else points * 2))
    return found


def _x(one: Day, days: Sequence[Day]) -> str:
    span = (days[-1].day - days[0].day).days
    return f"{100 * (one.day - days[0].day).days / span if span else 50:.2f}"
