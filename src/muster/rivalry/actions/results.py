"""Writes down what was counted: in place of what stood there, or added to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from muster.people.actions import bulk
from muster.rivalry.actions.games import Game
from muster.rivalry.models import Part, Score, Season
from muster.rivalry.tally import COLUMNS, Numbers, Sums

_POINTS = COLUMNS.index("points")


def replace(
    *, season: Season, game: Game, sums: Sums, heads: Mapping[tuple[int, int], int]
) -> None:
    """Put a whole count in place of the last one."""
    Score.objects.filter(season=season).delete()
    Part.objects.filter(season=season).delete()
    bulk.insert(
        "rivalry_part",
        ("week", "group_id", "kind", *COLUMNS),
        [
            (game.days[week - 1], group, game.kinds[kind], *map(int, row))
            for (week, group, kind), row in sorted(sums.parts.items(), key=_cell)
        ],
        same={"season_id": season.pk},
    )
    points = _points(sums)
    cells = sorted({*heads, *sums.active, *(cell for cell, sum_ in points.items() if sum_)})
    bulk.insert(
        "rivalry_score",
        ("week", "group_id", "heads", "active", "points"),
        [
            (
                game.days[week - 1], group, heads.get((week, group), 0),
                sums.active.get((week, group), 0), points.get((week, group), 0),
            )
            for week, group in cells
        ],
        same={"season_id": season.pk},
    )  # fmt: skip


def change(*, season: Season, game: Game, was: Sums, now: Sums) -> None:
    """Add what some people’s deeds come to now, less what they came to before."""
    nothing = np.zeros(len(COLUMNS), np.int64)
    parts = {
        cell: row
        for cell in {*was.parts, *now.parts}
        if (row := now.parts.get(cell, nothing) - was.parts.get(cell, nothing)).any()
    }
    before, after = _points(was), _points(now)
    scores = {
        cell: (
            now.active.get(cell, 0) - was.active.get(cell, 0),
            after.get(cell, 0) - before.get(cell, 0),
        )
        for cell in {*before, *after, *was.active, *now.active}
    }
    _change_parts(season, game, parts)
    _change_scores(season, game, {cell: one for cell, one in scores.items() if any(one)})


def _change_parts(
    season: Season, game: Game, parts: Mapping[tuple[int, int, int], Numbers]
) -> None:
    days = {game.days[week - 1] for week, _group, _kind in parts}
    known = {
        (one.week, one.group_id, one.kind): one
        for one in Part.objects.filter(season=season, week__in=days)
    }
    fresh, changed = [], []
    for (week, group, kind), row in sorted(parts.items(), key=_cell):
        held = known.get((game.days[week - 1], group, game.kinds[kind]))
        if held is None:
            fresh.append(_part(season, game, (week, group, kind), row))
            continue
        for name, number in zip(COLUMNS, row, strict=True):
            setattr(held, name, getattr(held, name) + int(number))
        changed.append(held)
    Part.objects.bulk_create(fresh)
    _update("rivalry_part", COLUMNS, changed)
    Part.objects.filter(season=season, deeds=0, late=0, twice=0, circle=0).delete()


def _change_scores(
    season: Season, game: Game, scores: Mapping[tuple[int, int], tuple[int, int]]
) -> None:
    days = {game.days[week - 1] for week, _group in scores}
    known = {
        (one.week, one.group_id): one for one in Score.objects.filter(season=season, week__in=days)
    }
    fresh, changed = [], []
    for (week, group), (active, points) in sorted(scores.items()):
        held = known.get((game.days[week - 1], group))
        if held is None:
            held = Score(season=season, week=game.days[week - 1], group_id=group)
            fresh.append(held)
        else:
            changed.append(held)
        held.active += active
        held.points += points
    Score.objects.bulk_create(fresh)
    _update("rivalry_score", ("active", "points"), changed)
    Score.objects.filter(season=season, heads=0, active=0, points=0).delete()


def _update(table: str, names: Sequence[str], rows: Sequence[Part | Score]) -> None:
    """Write some columns of many rows at once; one case for each row would cost most of the counting."""
    bulk.update(table, names, [(row.pk, *(getattr(row, one) for one in names)) for row in rows])


def _part(season: Season, game: Game, cell: tuple[int, int, int], row: Iterable[int]) -> Part:
    week, group, kind = cell
    sums = {name: int(number) for name, number in zip(COLUMNS, row, strict=True)}
    return Part(
        season=season, week=game.days[week - 1], group_id=group, kind=game.kinds[kind], **sums
    )


def _points(sums: Sums) -> dict[tuple[int, int], int]:
    """What each team came to in a week, over all rules."""
    found: dict[tuple[int, int], int] = {}
    for (week, group, _kind), row in sums.parts.items():
        found[week, group] = found.get((week, group), 0) + int(row[_POINTS])
    return found


def _cell(item: tuple[tuple[int, int, int], Numbers]) -> tuple[int, int, int]:
    return item[0]
