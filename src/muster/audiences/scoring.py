"""Scores as they are kept, and where somebody’s points come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection

from muster.audiences.models import Score
from muster.audiences.scores import Line, loaded, recorded

if TYPE_CHECKING:
    from muster.audiences.world import World


@dataclass(frozen=True, slots=True)
class Share:
    """How often somebody did what one line of a score counts."""

    line: Line
    times: int

    @property
    def points(self) -> int:
        return self.line.points * self.times


def known() -> list[Score]:
    """Every score, by name."""
    return list(Score.objects.select_related("changed_by").order_by("name", "id"))


def of(key_ids: Sequence[int], world: World) -> dict[int, list[Share]]:
    """Say by score of ``world`` which lines gave whoever has these keys points: one question for each."""
    return {number: _shares(key_ids, tally.lines, world) for number, tally in world.scores.items()}


def _shares(key_ids: Sequence[int], lines: Sequence[Line], world: World) -> list[Share]:
    told = [one for one in lines if world.kinds.get(one.fact) is not None]
    rows = recorded(told, world.kinds, world.now)
    if not rows:
        return []
    kinds, _points, sinces = zip(*rows, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.place, count(*) FROM unnest(%s::smallint[], %s::timestamptz[])"
            " WITH ORDINALITY AS a(kind, since, place)"
            " JOIN activity_fact f ON f.kind_id = a.kind AND f.at > a.since"
            " WHERE f.key_id = ANY(%s) AND f.at <= %s GROUP BY 1 ORDER BY 1",
            [list(kinds), list(sinces), list(key_ids), world.now],
        )
        return [Share(told[place - 1], times) for place, times in cursor.fetchall()]


def lines_of(score: Score) -> tuple[Line, ...]:
    """Return what a kept score counts."""
    return loaded(score.lines)
