"""How the teams of a league stand in a week: per head, drawn towards the mean of the league, the best first.

A closed week is read as it was told. Who hides is counted and moves like the others, and is shown to nobody else.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from muster.groups.models import Group
from muster.rivalry import points
from muster.rivalry.models import Hiding, League, Place, Score, Season
from muster.rivalry.models.score import HUNDREDTHS

AROUND: Final = 3
ZONE: Final = 3


@dataclass(frozen=True, slots=True)
class Row:
    """A team in the table of its league: its score, and its own points per head now and the week before."""

    group: Group
    position: int
    score: float
    now: float
    before: float | None
    hidden: bool


@dataclass(frozen=True, slots=True)
class Week:
    """One week of one team, per head."""

    week: date
    each: float
    heads: int
    active: int
    points: float


def order(league: League) -> list[tuple[int, float]]:
    """The numbers of its teams with their scores, the best first; as told, once it is closed."""
    places = list(Place.objects.filter(league=league).order_by("position", "id"))
    if league.closed_at is not None:
        return [(one.group_id, one.steady or 0.0) for one in places]
    sums = _sums(league.season_id, league.week, [one.group_id for one in places])
    season = Season.objects.get(pk=league.season_id)
    return points.ranked(sums, season.steadying)


def table(league: League) -> list[Row]:
    """The whole league, the best first; what of it is shown is for whoever shows it."""
    ordered = order(league)
    numbers = [number for number, _score in ordered]
    groups = Group.objects.in_bulk(numbers)
    now = _sums(league.season_id, league.week, numbers)
    last = _sums(league.season_id, league.week - timedelta(weeks=1), numbers, missing=False)
    hidden = hiding(numbers)
    return [
        Row(
            groups[number],
            position,
            score,
            now[number].each,
            last[number].each if number in last else None,
            number in hidden,
        )
        for position, (number, score) in enumerate(ordered, 1)
    ]


def best(rows: Sequence[Row]) -> list[Row]:
    """The first three who let themselves be seen."""
    return [row for row in rows[:ZONE] if not row.hidden]


def around(rows: Sequence[Row], group: Group) -> list[Row]:
    """A team, three before and three behind it. The last three of a league stand behind nobody."""
    at = next((at for at, row in enumerate(rows) if row.group.pk == group.pk), None)
    if at is None:
        return []
    end = min(at + AROUND, max(at, len(rows) - 1 - ZONE))
    near = rows[max(0, at - AROUND) : end + 1]
    return [row for row in near if not row.hidden or row.group.pk == group.pk]


def counts_places(row: Row, rows: Sequence[Row]) -> bool:
    """Whether a place is said as a number: only in the first half."""
    return row.position <= (len(rows) + 1) // 2


def past(season: Season, group: Group, at: datetime, *, many: int = 6) -> list[Week]:
    """A team’s own weeks up to now, the oldest first; a week in which it was nobody is left out."""
    this = season.monday(at)
    found = Score.objects.filter(season=season, group=group, week__lte=this, heads__gt=0)
    rows = list(found.order_by("-week")[:many])
    return [
        Week(
            one.week,
            one.points / HUNDREDTHS / one.heads,
            one.heads,
            one.active,
            one.points / HUNDREDTHS,
        )
        for one in reversed(rows)
    ]


def streak(season: Season, groups: Collection[int], upto: date) -> dict[int, int]:
    """How many weeks in a row, up to one, somebody of each team did something."""
    rows = Score.objects.filter(season=season, group__in=groups, week__lte=upto, active__gt=0)
    did: dict[int, set[date]] = {number: set() for number in groups}
    for number, week in rows.values_list("group", "week"):
        did[number].add(week)
    found = {}
    for number, weeks_ in did.items():
        length = 0
        while upto - timedelta(weeks=length) in weeks_:
            length += 1
        found[number] = length
    return found


def hiding(numbers: Collection[int]) -> set[int]:
    """Who of these keeps their place to themselves."""
    found = Hiding.objects.filter(group__in=numbers, to_at=None)
    return set(found.values_list("group", flat=True))


def _sums(
    season: int, week: date, numbers: Sequence[int], *, missing: bool = True
) -> dict[int, points.Sum]:
    """What each came to in a week; who has no row came to nothing, or is left out."""
    rows = Score.objects.filter(season=season, week=week, group__in=numbers)
    found = {one.group_id: points.Sum(one.points / HUNDREDTHS, one.heads) for one in rows}
    if missing:
        return {number: found.get(number, points.Sum(0.0, 0)) for number in numbers}
    return {number: one for number, one in found.items() if one.heads}
