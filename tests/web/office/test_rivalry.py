"""S20 and the season for staff: own regions only, own past first; rules, news, experiment, a digest through the gate."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from muster.broadcasts.models import Broadcast
from muster.kit import clock
from muster.kit.actors import system
from muster.people import actions as people
from muster.rivalry.models import Card, Experiment, Hiding, Recount, Rule, Season
from tests.domains.rivalry.towns import count, joins, key, playing, team

if TYPE_CHECKING:
    from tests.cast import Cast

pytestmark = pytest.mark.django_db


def _text(response: Any) -> str:
    return response.content.decode()


def _monday() -> str:
    today = clock.now().date()
    return (today + timedelta(days=-today.weekday() % 7)).isoformat()


def _form(**more: Any) -> dict[str, Any]:
    known = {
        "first": _monday(), "weeks": 12, "shift_done_points": 10, "shift_done_cap": 3,
        "call_logged_points": 5, "call_logged_cap": 2, "gift_received_points": 5,
        "group_joined_points": 5, "link_relayed_points": 0, "link_relayed_cap": 3,
        "post_made_points": 1, "post_made_cap": 3,
    }  # fmt: skip
    return known | more


def test_a_region_stands_beside_its_own_past(cast: Cast, client_for: Any) -> None:
    playing()
    tiny = team("PL-26", name="Tiny")
    joins(tiny, key("anna"), at=clock.now() - timedelta(days=200))
    count(Season.objects.get(), at=clock.now())
    text = _text(client_for(cast.olga).get("/office/regions/"))
    assert "Against own month before" in text
    assert "1 tiny region" in text
    assert "Map of" in text
    assert text.count("Show as table") >= 1


def test_staff_of_one_region_see_that_region(cast: Cast, client_for: Any) -> None:
    _played, teams = playing()
    own = next(one for one in teams if one.region_id == "PL-10")
    other = next(one for one in teams if one.region_id != "PL-10")
    client = client_for(cast.rita)
    text = _text(client.get("/office/regions/"))
    assert f"/office/regions/{own.pk}/" in text
    assert f"/office/regions/{other.pk}/" not in text
    assert client.get(f"/office/regions/{own.pk}/").status_code == 200
    assert client.get(f"/office/regions/{other.pk}/").status_code == 404
    assert client.post(f"/office/regions/{other.pk}/hiding/").status_code == 404
    assert client.post(f"/office/regions/{own.pk}/hiding/").status_code == 302
    assert Hiding.objects.get().group == own
    client.post(f"/office/regions/{own.pk}/hiding/", {"shown": "1"})
    assert Hiding.objects.filter(to_at=None).count() == 0


def test_the_list_of_regions_asks_as_much_for_many_as_for_few(cast: Cast, client_for: Any) -> None:
    client = client_for(cast.olga)
    playing(teams=8, weeks=1)
    client.get("/office/regions/")
    with CaptureQueriesContext(connection) as few:
        client.get("/office/regions/")
    for region in ("PL-18", "PL-20", "PL-22", "PL-24"):
        group = team(region)
        for one in range(6):
            joins(group, key(f"{region}-{one}"), at=clock.now() - timedelta(days=300))
    count(Season.objects.get(), at=clock.now())
    with CaptureQueriesContext(connection) as many:
        client.get("/office/regions/")
    assert len(many) <= len(few)


def test_the_season_is_begun_by_a_form(cast: Cast, client_for: Any) -> None:
    client = client_for(cast.olga)
    assert "Let teams lift each other" in _text(client.get("/office/rivalry/"))
    assert client.get("/office/rivalry/season/").status_code == 200
    tuesday = (clock.now() + timedelta(days=1 + -clock.now().weekday() % 7)).date().isoformat()
    refused = client.post("/office/rivalry/season/", _form(first=tuesday))
    assert refused.status_code == 422
    assert "A season begins on a Monday." in _text(refused)
    nothing = {name: 0 for name in _form() if name.endswith("_points")}
    assert client.post("/office/rivalry/season/", _form(**nothing)).status_code == 422
    assert client.post("/office/rivalry/season/", _form()).status_code == 302
    made = Season.objects.get()
    assert set(Rule.objects.values_list("kind", flat=True)) == {
        "shift.done", "call.logged", "gift.received", "group.joined", "post.made",
    }  # fmt: skip
    assert client.post("/office/rivalry/season/", _form()).status_code == 422
    assert client.post("/office/rivalry/recounts/").status_code == 302
    assert Recount.objects.filter(season=made).count() == 1
    assert client.post("/office/rivalry/season/closure/").status_code == 302
    made.refresh_from_db()
    assert made.ended_at is not None
    assert client.post("/office/rivalry/recounts/").status_code == 422


def test_a_season_is_of_everybody(cast: Cast, client_for: Any) -> None:
    playing(teams=8, weeks=1)
    client = client_for(cast.rita)
    assert client.get("/office/rivalry/").status_code == 200
    for path in ("season/", "recounts/", "experiments/", "season/closure/", "digest/"):
        assert client.post(f"/office/rivalry/{path}", _form()).status_code == 404
    card = Card.objects.order_by("id")[0]
    assert client.post(f"/office/rivalry/cards/{card.pk}/", {"words": "x"}).status_code == 404


def test_an_experiment_says_when_it_is_too_early(cast: Cast, client_for: Any) -> None:
    playing(teams=12, weeks=1)
    client = client_for(cast.olga)
    client.post("/office/rivalry/experiments/", {"percent": "10"})
    assert not Experiment.objects.exists()
    client.post("/office/rivalry/experiments/", {"percent": "7"})
    assert not Experiment.objects.exists()
    client.post("/office/rivalry/experiments/", {"percent": "50"})
    made = Experiment.objects.get()
    text = _text(client.get("/office/rivalry/"))
    assert "It is too early to say." in text
    assert "50 percent held out" in text
    client.post(f"/office/rivalry/experiments/{made.pk}/closure/")
    made.refresh_from_db()
    assert made.ended_at is not None


def test_news_are_edited_and_told_through_the_gate(cast: Cast, client_for: Any) -> None:
    _played, teams = playing()
    client = client_for(cast.olga)
    card = Card.objects.order_by("-league__week", "id")[0]
    assert client.post("/office/rivalry/digest/").status_code == 302
    assert not Broadcast.objects.exists()
    for group in teams[:2]:
        who = group.memberships.order_by("id")[0].key
        people.grant(
            key_id=who.pk, channel="email", purpose="news", evidence="test", by=system("test")
        )
    client.post(f"/office/rivalry/cards/{card.pk}/", {"words": "Soup after."})
    long = client.post(f"/office/rivalry/cards/{card.pk}/", {"words": "x" * 301})
    assert long.status_code == 302
    card.refresh_from_db()
    assert card.words == "Soup after."
    response = client.post("/office/rivalry/digest/")
    made = Broadcast.objects.get()
    assert f"/{made.pk}/" in response["Location"]
    # It waits to be checked, like any other.
    assert client.get(response["Location"]).status_code == 200
    assert "Soup after." in made.body
    assert made.declared_size == 2
