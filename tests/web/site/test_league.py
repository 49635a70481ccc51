"""The pages of the league: own past first, three places around, no bottom anywhere, no person at all."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from muster.groups.models import Leadership
from muster.kit import clock
from muster.kit.scope import Scope, entered
from muster.people.models import Person
from muster.rivalry import actions, queries, standing
from muster.rivalry.models import Card, Hiding, Part, Relay
from tests.domains.rivalry.towns import count, did, joins, key, playing, season, team
from tests.members import member_client

if TYPE_CHECKING:
    from muster.groups.models import Group
    from tests.cast import Cast

pytestmark = pytest.mark.django_db


def _person(group: Group) -> Person:
    return Person.objects.get(pk=group.memberships.order_by("id")[0].key.person_id)


def _text(response: Any) -> str:
    return response.content.decode()


def test_without_a_season_the_pages_say_so(client_for: Any) -> None:
    here = team()
    assert "No season is running." in _text(client_for().get("/league/"))
    assert "No season is running." in _text(client_for().get(f"/league/{here.slug}/"))
    assert client_for().get("/league/nobody/").status_code == 404


def test_everybody_sees_the_rules_and_the_first_three(client_for: Any) -> None:
    played, _teams = playing()
    text = _text(client_for().get("/league/"))
    assert "A gift, whatever its amount" in text
    assert "10 teams play." in text
    [league] = queries.leagues(played, played.monday(clock.now()))
    rows = standing.table(league)
    assert all(row.group.name in text for row in rows[:3])
    assert not any(f">{row.group.name}<" in text for row in rows[3:])


def test_a_team_sees_its_own_weeks_first_and_no_bottom(client_for: Any) -> None:
    played, _teams = playing()
    [league] = queries.leagues(played, played.monday(clock.now()))
    rows = standing.table(league)
    middle, last = rows[4].group, rows[-1].group
    text = _text(client_for().get(f"/league/{middle.slug}/"))
    assert text.index("Show as table") < text.index("This week around you")
    assert "The first three move up on Monday" in text
    assert last.name not in text
    low = _text(client_for().get(f"/league/{last.slug}/"))
    assert re.search(r'aria-current="true"><td class="pos"></td>', low)
    assert not any(f"@people.example{end}" in text + low for end in ("", '"'))


def test_the_page_of_a_team_asks_as_much_for_many_as_for_few(client_for: Any) -> None:
    _played, teams = playing(teams=8)
    client = client_for()
    client.get(f"/league/{teams[4].slug}/")
    with CaptureQueriesContext(connection) as few:
        client.get(f"/league/{teams[4].slug}/")
    assert len(few) <= 40


def test_the_list_asks_as_much_for_many_teams_as_for_few(client_for: Any) -> None:
    playing(teams=12)
    with CaptureQueriesContext(connection) as asked:
        client_for().get("/league/")
    assert len(asked) <= 40


def test_a_tiny_team_shows_no_figures_to_strangers(client_for: Any) -> None:
    played, _teams = playing()
    tiny = team("PL-26", name="Tiny")
    anna = key("anna")
    joins(tiny, anna, at=clock.now() - timedelta(days=90))
    did(anna, "post.made", played.begins(played.monday(clock.now())))
    count(played, at=clock.now())
    text = _text(client_for().get(f"/league/{tiny.slug}/"))
    assert "This team is growing." in text
    assert "Show as table" not in text
    own = _text(member_client(Person.objects.get(pk=anna.person_id)).get(f"/league/{tiny.slug}/"))
    assert "Show as table" in own


def test_members_read_what_was_taken_off_and_strangers_do_not(client_for: Any) -> None:
    played, teams = playing()
    here = teams[5]
    who = here.memberships.order_by("id")[0].key
    at = played.begins(played.monday(clock.now()))
    for seconds in range(3):
        did(who, "shift.done", at + timedelta(seconds=seconds), ref="task:1")
    count(played, at=clock.now())
    own = _text(member_client(_person(here)).get(f"/league/{here.slug}/"))
    assert "the same told twice" in own
    assert "the same told twice" not in _text(client_for().get(f"/league/{here.slug}/"))
    other = member_client(_person(teams[6]))
    assert "the same told twice" not in _text(other.get(f"/league/{here.slug}/"))


def test_only_who_leads_hides_the_place_of_a_team(client_for: Any) -> None:
    played, teams = playing()
    [league] = queries.leagues(played, played.monday(clock.now()))
    here = standing.table(league)[1].group
    person = _person(here)
    client = member_client(person)
    assert "Hide our place" not in _text(client.get(f"/league/{here.slug}/"))
    assert client.post(f"/league/{here.slug}/hiding/").status_code == 403
    assert not Hiding.objects.exists()
    Leadership.objects.create(
        group=here, key=person.keys.get(), rights=["call"], from_at=clock.now(), given_by="staff:1"
    )
    assert "Hide our place" in _text(client.get(f"/league/{here.slug}/"))
    assert client.post(f"/league/{here.slug}/hiding/").status_code == 302
    assert Hiding.objects.get(group=here).by == f"person:{person.pk}"
    assert "Your place is hidden" in _text(client.get(f"/league/{here.slug}/"))
    assert "This week around you" not in _text(client_for().get(f"/league/{here.slug}/"))
    assert here.name not in _text(client_for().get("/league/"))
    client.post(f"/league/{here.slug}/hiding/", {"shown": "1"})
    assert "This week around you" in _text(client_for().get(f"/league/{here.slug}/"))
    assert client_for().post(f"/league/{here.slug}/hiding/").status_code in {302, 403}
    assert teams


def test_who_joined_in_the_middle_of_a_week_is_told_when_they_count() -> None:
    _played, teams = playing()
    late = key("late")
    joins(teams[3], late, at=clock.now())
    client = member_client(Person.objects.get(pk=late.person_id))
    assert "You joined in the middle of a week." in _text(client.get(f"/league/{teams[3].slug}/"))


def test_my_league_leads_to_my_team() -> None:
    _played, teams = playing()
    client = member_client(_person(teams[2]))
    assert client.get("/my/league/")["Location"] == f"/league/{teams[2].slug}/"
    alone = member_client(Person.objects.get(pk=key("alone").person_id))
    assert alone.get("/my/league/")["Location"] == "/league/"


def test_whoever_is_in_no_team_is_told_so_and_gets_no_further_cookie(make: Any) -> None:
    browser = member_client(make.person())
    page = browser.get("/my/league/", follow=True)
    assert "You belong to no team yet." in page.text
    assert not {"messages", "session"} & set(browser.cookies)


def test_news_are_told_and_what_was_left_out_is_not(cast: Cast, client_for: Any) -> None:
    playing()
    first, *_rest = Card.objects.order_by("-league__week", "id")
    now = clock.now()
    actions.edit_card(card=first, words="Soup after.", left_out=False, by=cast.olga, at=now)
    assert "Soup after." in _text(client_for().get("/league/"))
    actions.edit_card(card=first, words="Soup after.", left_out=True, by=cast.olga, at=now)
    assert "Soup after." not in _text(client_for().get("/league/"))


@pytest.mark.parametrize("language", ["it", "pl", "fr"])
def test_the_pages_speak_every_language(client_for: Any, language: str) -> None:
    _played, teams = playing(teams=8, weeks=2)
    for path in ("/league/", f"/league/{teams[4].slug}/"):
        text = _text(client_for().get(f"{path}?language={language}"))
        assert "Score per member" not in text


def test_the_walls_let_a_reader_see_their_own_team_alone(cast: Cast) -> None:
    """The second wall: what a score came from is for the team and its region; who brought whom for neither."""
    played, teams = playing(teams=8, weeks=1)
    here = teams[2]
    person = _person(here)
    one, other = (row.key for row in here.memberships.order_by("id")[:2])
    Relay.objects.create(season=played, fact=1, at=clock.now(), key=one, brought=other)
    every = Part.objects.count()
    mine = Part.objects.filter(group=here).count()
    assert 0 < mine < every
    region = here.region_id
    for scope, parts, relays in (
        (Scope.NOBODY, 0, 0),
        (Scope(person_id=person.pk), mine, 1),
        (Scope(regions=frozenset({region})), mine, 0),
        (Scope(regions=frozenset({"FR-IDF"})), 0, 0),
        (Scope.EVERYONE, every, 1),
    ):
        with entered(scope):
            assert (Part.objects.count(), Relay.objects.count()) == (parts, relays), scope


def test_a_season_that_has_not_begun_says_when(client_for: Any) -> None:
    now = clock.now()
    season(first=(now + timedelta(days=7 - now.weekday() + 7)).date(), made_at=now)
    assert "The season begins on" in _text(client_for().get("/league/"))
