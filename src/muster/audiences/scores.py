"""What a score is made of: points for each fact of a kind in so many days, added up by a rule anyone can read.

Pure. Nothing is stored for a person and nothing is guessed: who has how many points is counted anew each time.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from muster.audiences.definition.rules import Malformed, Text, Whole
from muster.audiences.windows import begin

MOST_LINES: Final = 12
FACT: Final = Text(80)
POINTS: Final = Whole(-100, 100)
DAYS: Final = Whole(1, 3650)


@dataclass(frozen=True, slots=True)
class Line:
    """So many points for each fact of a kind in the last so many days; fewer than none take points off."""

    fact: str
    points: int
    days: int


def dumped(lines: Iterable[Line]) -> list[dict[str, object]]:
    """Return the lines as JSON holds them."""
    return [{"fact": one.fact, "points": one.points, "days": one.days} for one in lines]


def loaded(raw: object) -> tuple[Line, ...]:
    """Read what JSON holds; what cannot be read any more counts nothing at all."""
    try:
        rows = [row for row in raw if isinstance(row, dict)] if isinstance(raw, list) else []
        return tuple(_line(row) for row in rows)
    except Malformed:
        return ()


def _line(row: Mapping[str, object]) -> Line:
    fact, points, days = (
        rule.read(row.get(name), name)
        for name, rule in (("fact", FACT), ("points", POINTS), ("days", DAYS))
    )
    if not isinstance(points, int) or not isinstance(days, int) or not fact:
        raise Malformed("", "")
    return Line(str(fact), points, days)


def recorded(
    lines: Iterable[Line], kinds: Mapping[str, int | None], now: datetime
) -> list[tuple[int, int, datetime]]:
    """Return kind, points and beginning of the window of each line whose facts were ever recorded."""
    return [
        (kind, one.points, begin(now, one.days))
        for one in lines
        if (kind := kinds.get(one.fact)) is not None
    ]
