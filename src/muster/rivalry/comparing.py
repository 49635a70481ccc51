"""Regions compared fairly: what their teams did in four weeks, per head, beside the four weeks before. Sums only."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Sum

from muster.groups.models import Group
from muster.rivalry import standing
from muster.rivalry.models import Part, Place, Score, Season
from muster.rivalry.models.score import HUNDREDTHS

MONTH = 4


@dataclass(slots=True)
class Month:
    """Four weeks of one team: heads and people who did something, each the mean of a week; deeds by kind."""

    heads: float = 0
    active: float = 0
    points: float = 0
    weeks: int = 0
    deeds: dict[str, int] = field(default_factory=dict)

    def per_head(self, kind: str) -> float:
        """Deeds of a kind by a hundred members in these weeks."""
        return 100 * self.deeds.get(kind, 0) / self.heads if self.heads else 0.0

    @property
    def each(self) -> float:
        """Points per head and week."""
        return self.points / self.weeks / self.heads if self.heads and self.weeks else 0.0

    @property
    def share(self) -> float:
        """Which part of the members did something in a usual week."""
        return self.active / self.heads if self.heads else 0.0

    @property
    def effort(self) -> float:
        """Deeds by each person who did anything, in a usual week: what those few carry."""
        whole = sum(self.deeds.values())
        return whole / self.active / self.weeks if self.active and self.weeks else 0.0


@dataclass(slots=True)
class Region:
    """One team with its region, now and before."""

    group: Group
    now: Month
    before: Month
    streak: int = 0
    league: int | None = None

    @property
    def tiny(self) -> bool:
        """Whether its figures would be those of single people."""
        return self.now.heads < 5


def regions(season: Season, groups: Sequence[Group], at: datetime) -> list[Region]:
    """Every team with four whole weeks and the four before, in a handful of queries."""
    this = season.monday(at)
    now = [this - timedelta(weeks=back) for back in range(1, MONTH + 1)]
    before = [this - timedelta(weeks=back) for back in range(MONTH + 1, 2 * MONTH + 1)]
    numbers = [one.pk for one in groups]
    here, earlier = _months(season, numbers, now), _months(season, numbers, before)
    streaks = standing.streak(season, numbers, now[0])
    leagues = dict(
        Place.objects.filter(season=season, week=this, group__in=numbers).values_list(
            "group", "league__number"
        )
    )
    return [
        Region(one, here[one.pk], earlier[one.pk], streaks[one.pk], leagues.get(one.pk))
        for one in groups
    ]


def _months(season: Season, numbers: Collection[int], days: Sequence[date]) -> dict[int, Month]:
    found = {number: Month() for number in numbers}
    scores = Score.objects.filter(season=season, group__in=numbers, week__in=days, heads__gt=0)
    for row in scores:
        month = found[row.group_id]
        month.heads += row.heads
        month.active += row.active
        month.points += row.points / HUNDREDTHS
        month.weeks += 1
    for month in found.values():
        if month.weeks:
            month.heads /= month.weeks
            month.active /= month.weeks
    parts = Part.objects.filter(season=season, group__in=numbers, week__in=days)
    for number, kind, many in parts.values_list("group", "kind").annotate(n=Sum("deeds")):
        found[number].deeds[kind] = many
    return found


def together(regions: Sequence[Region]) -> Region | None:
    """Tiny ones as one line, so that no figure is of single people."""
    tiny = [one for one in regions if one.tiny]
    if not tiny:
        return None
    return Region(
        tiny[0].group, _sum([one.now for one in tiny]), _sum([one.before for one in tiny])
    )


def _sum(months: Sequence[Month]) -> Month:
    whole = Month(weeks=max(one.weeks for one in months))
    for one in months:
        whole.heads += one.heads
        whole.active += one.active
        whole.points += one.points
        for kind, many in one.deeds.items():
            whole.deeds[kind] = whole.deeds.get(kind, 0) + many
    return whole
