"""A week closes once: places are told and stay told, the first three rise, news are made, who hides is not named."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from muster.activity import retracting
from muster.audit.models import Entry
from muster.kit.actors import system
from muster.people.actions import joins
from muster.people.models import Person
from muster.rivalry import actions, errors, measuring, queries, standing
from muster.rivalry.actions import follow
from muster.rivalry.models import Arm, Card, League, Part, Place, Recount, Relay, Score, Season
from tests.domains.rivalry import towns
from tests.domains.rivalry.towns import (
    count,
    did,
    members,
    moment,
    playing,
    points_of,
    season,
    team,
)

if TYPE_CHECKING:
    from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_closing_twice_changes_nothing() -> None:
    played, _teams = playing()
    before = list(Place.objects.order_by("id").values())
    cards = list(Card.objects.order_by("id").values())
    assert Place.objects.exclude(position=None).count() == 60
    now = played.begins(played.played[6]) + timedelta(hours=1)
    assert actions.turn(season=played, at=now) == 0
    assert list(Place.objects.order_by("id").values()) == before
    assert list(Card.objects.order_by("id").values()) == cards
    assert Entry.objects.filter(verb="league.closed").count() == 6


def test_places_follow_the_score_and_the_best_is_told_of() -> None:
    played, teams = playing()
    last = League.objects.exclude(closed_at=None).order_by("-week").first()
    assert last is not None
    [first, *_rest] = standing.table(last)
    assert first.group.pk in {teams[-1].pk, teams[-2].pk}
    assert queries.news(played)


def test_what_was_told_stays_as_it_was_told() -> None:
    played, teams = playing()
    last = League.objects.exclude(closed_at=None).order_by("-week").first()
    assert last is not None
    told = standing.order(last)
    # A late truth changes the sum of the week and not the place.
    who = teams[0].memberships.first().key
    at = played.begins(last.week) + timedelta(days=1)
    did(who, "shift.done", at, ref="task:9")
    count(played, at=at + timedelta(weeks=1))
    assert Score.objects.get(season=played, week=last.week, group=teams[0]).points >= 1000
    assert standing.order(last) == told


def test_a_tiny_team_has_no_place() -> None:
    played, _teams = playing(teams=9, heads=4)
    assert Place.objects.filter(season=played).count() == 0


def test_who_hides_is_neither_named_nor_told_of(cast: Cast) -> None:
    played, teams = playing()
    league = queries.leagues(played, played.played[6])[0]
    best = standing.table(league)[0].group
    actions.hide(group=best, by=cast.olga, at=moment())
    actions.hide(group=best, by=cast.olga, at=moment())
    rows = standing.table(league)
    assert best.pk not in {row.group.pk for row in standing.best(rows)}
    other = next(row.group for row in rows if row.group.pk != best.pk)
    assert best.pk not in {row.group.pk for row in standing.around(rows, other)}
    assert best.pk in {row.group.pk for row in standing.around(rows, best)}
    Card.objects.all().delete()
    actions.make_cards(league=league)
    assert best.pk not in set(Card.objects.values_list("group", flat=True))
    actions.show(group=best, by=cast.olga, at=moment())
    assert standing.best(standing.table(league))[0].group == best
    assert teams


def test_the_last_three_stand_behind_nobody() -> None:
    played, _teams = playing()
    rows = standing.table(queries.leagues(played, played.played[6])[0])
    last = {row.group.pk for row in rows[-3:]}
    for row in rows:
        shown = {one.group.pk for one in standing.around(rows, row.group)}
        assert shown & last <= {row.group.pk} | ({one.group.pk for one in rows[: row.position]})
        behind = [one for one in standing.around(rows, row.group) if one.position > row.position]
        assert not {one.group.pk for one in behind} & last
    assert not standing.counts_places(rows[-1], rows)


def test_a_season_begins_on_a_monday_and_one_at_a_time(cast: Cast) -> None:
    with pytest.raises(errors.NotAMonday):
        actions.begin_season(
            first=towns.MONDAY + timedelta(days=1), weeks=4, by=cast.olga, at=moment()
        )
    made = actions.begin_season(first=towns.MONDAY, weeks=4, by=cast.olga, at=moment())
    assert Recount.objects.get(season=made).done_at is None
    with pytest.raises(errors.SeasonRuns):
        actions.begin_season(first=towns.MONDAY, weeks=4, by=cast.olga, at=moment())
    actions.end_season(season=made, by=cast.olga, at=moment(week=1))
    assert queries.season() is None
    assert actions.begin_season(first=towns.MONDAY, weeks=4, by=cast.olga, at=moment())


def test_a_gift_counts_once_whatever_the_form_said(cast: Cast) -> None:
    made = actions.begin_season(
        first=towns.MONDAY, weeks=4, rules=[actions.Worth("gift.received", 5, 40)], by=cast.olga,
        at=moment(),
    )  # fmt: skip
    assert [one.cap for one in queries.rules(made)] == [1]


def test_joining_records_asks_for_a_recount_and_gives_the_same(cast: Cast) -> None:
    here, played = team(), season()
    anna, again = members(here, 2)
    did(anna, "shift.done", moment(), ref="task:1")
    did(again, "shift.done", moment(minutes=30), ref="task:1")
    count(played)
    assert points_of(here) == 20
    joins.join_people(
        keep=Person.objects.get(pk=anna.person_id),
        other=Person.objects.get(pk=again.person_id),
        by=system("test"),
        at=moment(week=1, minutes=5),
    )
    follow(at=moment(week=1, minutes=30))
    assert Recount.objects.order_by("-id")[0].why == "joined"
    count(played)
    assert points_of(here) == 10


def test_what_was_taken_back_no_longer_counts() -> None:
    here, played = team(), season()
    [anna] = members(here, 1)
    did(anna, "shift.done", moment(), ref="task:1")
    count(played)
    retracting.retract(source="test", key_ids=[anna.pk])
    count(played)
    assert points_of(here) == 0
    assert Part.objects.count() == 0


def test_an_erased_person_leaves_a_sum_and_no_trace() -> None:
    here, played = team(), season()
    anna, ben = members(here, 2)
    did(anna, "link.relayed", moment(), ref="drive:1", brought=ben.pk)
    count(played)
    assert Relay.objects.count() == 1
    actions.forget(Person.objects.get(pk=ben.person_id))
    assert Relay.objects.count() == 0
    assert Recount.objects.get(season=played).why == "erased"


def test_following_counts_and_turns_once(cast: Cast) -> None:
    here = team()
    members(here, 6)
    made = actions.begin_season(first=towns.MONDAY, weeks=2, by=cast.olga, at=moment(week=-1))
    follow(at=moment())
    follow(at=moment(minutes=1))
    assert League.objects.get(season=made).week == towns.MONDAY
    follow(at=moment(week=1))
    follow(at=moment(week=2))
    assert Season.objects.get(pk=made.pk).ended_at is not None
    assert League.objects.filter(closed_at=None).count() == 0
    assert Recount.objects.filter(why="week").count() == 2


def test_held_out_teams_see_no_league_and_the_effect_is_measured(cast: Cast) -> None:
    played, teams = playing(teams=12)
    now = played.begins(played.played[6]) + timedelta(hours=1)
    with pytest.raises(errors.TooFewTeams):
        actions.begin_experiment(season=played, percent=10, by=cast.olga, at=now)
    made = actions.begin_experiment(season=played, percent=50, by=cast.olga, at=now)
    with pytest.raises(errors.ExperimentRuns):
        actions.begin_experiment(season=played, percent=50, by=cast.olga, at=now)
    out = set(Arm.objects.filter(held_out=True).values_list("group", flat=True))
    assert len(out) == 6
    later = now + timedelta(weeks=1)
    count(played, at=later)
    actions.turn(season=played, at=later)
    playing_now = set(Place.objects.filter(week=made.first).values_list("group", flat=True))
    assert playing_now == {one.pk for one in teams} - out
    assert measuring.so_far(made, later).verdict == "early"
    for back in (2, 3, 4):
        count(played, at=now + timedelta(weeks=back))
    found = measuring.so_far(made, now + timedelta(weeks=4))
    assert (found.held_out, found.playing) == (6, 6)
    assert found.low <= found.difference <= found.high


def test_news_are_put_into_words_by_staff(cast: Cast) -> None:
    playing()
    card = Card.objects.order_by("id")[0]
    actions.edit_card(card=card, words="  Soup\nafter. ", left_out=False, by=cast.olga, at=moment())
    card.refresh_from_db()
    assert card.words
    assert card.edited_by == cast.olga
    assert Entry.objects.filter(verb="card.edited").count() == 1
