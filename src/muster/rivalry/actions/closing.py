"""Turns the week: forms the leagues of the one that begins, closes the one that is over and says who moves.

What was told at the close stays as it was told, even where a later count finds another sum. Nothing is done
twice. A league opens or closes for teams, and facts hang on people, so both stand in the audit log.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction

from muster.audit import actions as audit
from muster.groups.models import Group
from muster.kit.actors import system
from muster.rivalry import forming, standing
from muster.rivalry.actions import telling
from muster.rivalry.models import Arm, League, Place, Score, Season

# For so long after it opened a team plays among new ones.
NEW_FOR: Final = timedelta(weeks=8)
BY: Final = system("rivalry")


@transaction.atomic
def turn(*, season: Season, at: datetime) -> int:
    """Do whatever the clock asks for. Returns how many leagues were opened or closed."""
    held = Season.objects.select_for_update().get(pk=season.pk)
    if held.ended_at is not None:
        return 0
    this = held.monday(at)
    turned = 0
    for week in held.played:
        if week > this:
            break
        # A week that nobody was there to open is passed over: nobody saw its leagues.
        if week == this or League.objects.filter(season=held, week=week).exists():
            turned += _open(held, week, at)
        if week < this:
            turned += _close(held, week, at)
    if this > held.played[-1]:
        held.ended_at = at
        held.save(update_fields=["ended_at"])
        audit.record(by=BY, verb="season.ended", subject=str(held), at=at)
    return turned


def _open(season: Season, week: date, at: datetime) -> int:
    if League.objects.filter(season=season, week=week).exists():
        return 0
    teams = _teams(season, week)
    before = _before(season, week)
    rows = forming.following(before, teams) if before else forming.first(teams)
    for number, members in enumerate((row for row in rows if row), 1):
        league = League.objects.create(season=season, week=week, number=number)
        Place.objects.bulk_create(
            Place(league=league, week=week, season=season, group_id=one) for one in members
        )
        audit.record(
            by=BY, verb="league.opened", subject=str(league), at=at, week=week.isoformat(),
            teams=len(members),
        )  # fmt: skip
    return len(rows)


def _teams(season: Season, week: date) -> list[forming.Team]:
    """Who plays: open regional teams that are many enough on Monday, and were not held out."""
    held_out = Arm.objects.filter(
        experiment__season=season,
        experiment__ended_at=None,
        experiment__first__lte=week,
        held_out=True,
    )
    open_ones = Group.objects.filter(kind=Group.Kind.REGION, closed_at=None).exclude(
        pk__in=held_out.values("group")
    )
    heads = dict(
        Score.objects.filter(season=season, week=week, heads__gte=season.least).values_list(
            "group", "heads"
        )
    )
    recent = season.begins(week) - NEW_FOR
    return [
        forming.Team(number, heads[number], new=opened > recent)
        for number, opened in open_ones.order_by("id").values_list("id", "opened_at")
        if number in heads
    ]


def _before(season: Season, week: date) -> list[list[int]]:
    """The leagues of the last week that was told, the best of each first."""
    last = (
        League.objects.filter(season=season, week__lt=week)
        .exclude(closed_at=None)
        .order_by("-week")
        .values_list("week", flat=True)
        .first()
    )
    if last is None:
        return []
    leagues = League.objects.filter(season=season, week=last).order_by("number")
    return [
        list(
            Place.objects.filter(league=league, position__isnull=False)
            .order_by("position")
            .values_list("group", flat=True)
        )
        for league in leagues
    ]


def _close(season: Season, week: date, at: datetime) -> int:
    leagues = list(
        League.objects.select_for_update()
        .filter(season=season, week=week, closed_at=None)
        .order_by("number")
    )
    if not leagues:
        return 0
    orders = [standing.order(league) for league in leagues]
    moved = forming.moves([[number for number, _score in order] for order in orders])
    for at_place, (league, order) in enumerate(zip(leagues, orders, strict=True)):
        _write(league, order, up=moved.up[at_place], easier=moved.easier[at_place])
        league.closed_at = at
        league.save(update_fields=["closed_at"])
        audit.record(
            by=BY, verb="league.closed", subject=str(league), at=at, week=week.isoformat(),
            teams=len(order),
        )  # fmt: skip
        for number in moved.up[at_place]:
            audit.record(
                by=BY,
                verb="league.promoted",
                subject=f"group:{number}",
                at=at,
                week=week.isoformat(),
            )
        telling.make_cards(league=league)
    return len(leagues)


def _write(
    league: League, order: Sequence[tuple[int, float]], *, up: Sequence[int], easier: Sequence[int]
) -> None:
    places = {one.group_id: one for one in Place.objects.filter(league=league)}
    for position, (number, score) in enumerate(order, 1):
        place = places[number]
        place.position, place.steady = position, score
        if number in up:
            place.moved = Place.Moved.UP
        elif number in easier:
            place.moved = Place.Moved.EASIER
    Place.objects.bulk_update(places.values(), ["position", "steady", "moved"])
