"""Questions of pages about seasons, leagues and news. What a page lists comes in a handful of queries, however long."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Final

from django.db.models import Q, Sum

from muster.groups.models import Group, Membership
from muster.people.models import ConsentState, IdentityKey
from muster.rivalry.models import Arm, Card, Experiment, League, Part, Place, Recount, Rule, Season

WEEKS: Final = 6
SHOWN: Final = 50


def season() -> Season | None:
    """The season that runs."""
    return Season.objects.filter(ended_at=None).first()


def latest_season() -> Season | None:
    """The season that runs, else the one that ended last."""
    return season() or Season.objects.order_by("-id").first()


def rules(season: Season) -> list[Rule]:
    """What counts, the most valuable first."""
    return list(season.rules.order_by("-points", "kind"))


def leagues(season: Season, week: date) -> list[League]:
    """The leagues of a week from the top."""
    return list(League.objects.filter(season=season, week=week).order_by("number"))


def league_of(season: Season, group: Group, week: date) -> League | None:
    """Where a team plays in a week; nowhere if it is tiny, new or held out."""
    place = Place.objects.filter(season=season, week=week, group=group).select_related("league")
    found = place.first()
    return found.league if found else None


def last_place(season: Season, group: Group, week: date) -> Place | None:
    """What was told of a team when a week closed."""
    told = Place.objects.filter(season=season, group=group, week__lt=week, position__isnull=False)
    return told.order_by("-week").first()


def news(season: Season, league: League | None = None) -> list[Card]:
    """What the best achieved in the last week that was told, of one league or of all."""
    told = League.objects.filter(season=season).exclude(closed_at=None).order_by("-week")
    last = told.values_list("week", flat=True).first()
    if last is None:
        return []
    found = Card.objects.filter(league__season=season, league__week=last)
    if league is not None:
        found = found.filter(league__number=league.number)
    return list(found.select_related("league", "group").order_by("league__number", "id"))


def taken_off(season: Season, groups: Collection[int], *, since: date | None = None) -> list[Part]:
    """Parts of which something was taken off, the latest first; for the team and its staff."""
    found = Part.objects.filter(season=season, group__in=groups)
    if since is not None:
        found = found.filter(week__gte=since)
    found = found.filter(Q(late__gt=0) | Q(twice__gt=0) | Q(circle__gt=0))
    return list(found.select_related("group").order_by("-week", "group__name", "kind")[:SHOWN])


def parts(season: Season, groups: Collection[int], weeks: Sequence[date]) -> list[Part]:
    """What the scores of some weeks came from."""
    found = Part.objects.filter(season=season, group__in=groups, week__in=list(weeks))
    return list(found.order_by("week", "group", "kind"))


def experiments() -> list[Experiment]:
    """Every experiment, the latest first."""
    return list(Experiment.objects.select_related("season").order_by("-id"))


def sides(experiment: Experiment) -> list[Arm]:
    """Who was drawn to which side."""
    found = Arm.objects.filter(experiment=experiment).select_related("group")
    return list(found.order_by("held_out", "group__name"))


def recounts(season: Season, *, many: int = 5) -> list[Recount]:
    """The latest whole counts, done or asked for."""
    return list(Recount.objects.filter(season=season).order_by("-id")[:many])


def deeds(season: Season) -> int:
    """How many deeds count in a season so far."""
    return Part.objects.filter(season=season).aggregate(n=Sum("deeds"))["n"] or 0


def reachable(season: Season) -> list[int]:
    """An e-mail key of each member of a team that plays who said yes to news, each person once."""
    playing = Place.objects.filter(season=season).values("group")
    members = Membership.objects.filter(group__in=playing, left_at=None)
    yes = ConsentState.objects.filter(channel="email", purpose="news", state="granted")
    found = IdentityKey.objects.filter(
        kind="email", person__in=members.values("key__person"), pk__in=yes.values("key")
    )
    return sorted(
        {row["person"]: row["pk"] for row in found.order_by("-pk").values("person", "pk")}.values()
    )
