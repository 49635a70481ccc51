"""Staff see teams of their regions, hand out rights, and decide about what was reported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from muster.groups import actions, queries
from muster.groups.models import Group, Leadership, Post, Report, Thread
from muster.kit import actors, clock
from tests.domains.groups.team import joined, key_of, placed, says, topic

if TYPE_CHECKING:
    from tests.cast import Cast
    from tests.make import Make

pytestmark = pytest.mark.django_db
TOPIC = {"name": "Divers of the coast", "slug": "", "language": "en", "about": "https://a.example"}


def test_the_list_finds_by_name_region_and_kind(make: Make, cast: Cast, client_for: Any) -> None:
    client = client_for(cast.olga)
    assert "The first team opens by itself" in client.get("/office/groups/").text
    ann, _lodz = placed(make)
    placed(make, postcode="00-001")
    topic(cast.olga)
    says(ann, Group.objects.get(region="PL-10"), at=clock.now())
    text = client.get("/office/groups/").text
    assert "3 teams" in text
    assert "under a minute ago" in text
    for asked, found in (
        ("q=diver", "Divers"),
        ("region=PL-10", "Łódzkie"),
        ("kind=topic", "Divers"),
    ):
        text = client.get(f"/office/groups/?{asked}").text
        assert "1 team" in text
        assert found in text
    assert "No team fits" in client.get("/office/groups/?q=zzz").text
    assert "2 teams" in client_for(cast.rita).get("/office/groups/").text


def test_a_topic_is_opened_reworded_and_closed(make: Make, cast: Cast, client_for: Any) -> None:
    client = client_for(cast.olga)
    assert client.get("/office/groups/new/").status_code == 200
    assert client.post("/office/groups/new/", TOPIC | {"name": ""}).status_code == 422
    assert client.post("/office/groups/new/", TOPIC | {"name": "!!!"}).status_code == 422
    client.post("/office/groups/new/", TOPIC)
    made = Group.objects.get()
    assert (made.slug, made.kind) == ("divers-of-the-coast", "topic")
    again = client.post("/office/groups/new/", TOPIC)
    assert "Another team has this address already" in again.text
    here = f"/office/groups/{made.pk}/"
    assert 'href="https://a.example"' in client.get(here).text
    assert client.get(f"{here}change/").status_code == 200
    client.post(f"{here}change/", {"name": "Divers", "about": ""})
    assert Group.objects.get().name == "Divers"
    client.post(f"{here}closure/")
    assert "Divers is closed" in client.get(here).text
    client.post(f"{here}closure/", {"open": "1"})
    assert Group.objects.get().closed_at is None
    _ann, team = placed(make)
    answer = client.post(f"/office/groups/{team.pk}/closure/", follow=True)
    assert "The team of a region stays open" in answer.text


def test_only_every_region_staff_change_a_topic(make: Make, cast: Cast, client_for: Any) -> None:
    divers = topic(cast.olga)
    stranger = joined(make, divers, postcode="00-001", given_name="Secret")
    neighbour = joined(make, divers, given_name="Seen")
    client = client_for(cast.rita)
    text = client.get(f"/office/groups/{divers.pk}/").text
    assert "Those who live in your regions" in text
    assert "Seen" in text
    assert "Secret" not in text
    assert key_of(stranger).value not in text
    assert key_of(neighbour).value in text
    for path in ("new/", f"{divers.pk}/change/"):
        assert client.get(f"/office/groups/{path}").status_code == 404


def test_rights_are_given_and_taken_back(make: Make, cast: Cast, client_for: Any) -> None:
    ann, team = placed(make, given_name="Ann")
    mine = queries.membership_of(ann, team)
    assert mine is not None
    client, here = client_for(cast.rita), f"/office/groups/{team.pk}/"
    there = f"{here}members/{mine.pk}/rights/"
    assert "Let Ann lead Łódzkie?" in client.get(there).text
    assert client.post(there, {}).status_code == 422
    client.post(there, {"rights": ["call", "aims"]})
    held = Leadership.objects.get()
    assert (held.rights, held.given_by) == (["call", "aims"], cast.rita.actor)
    assert "Set the aims of the week" in client.get(here).text
    away = f"{here}rights/{held.pk}/removal/"
    assert "Take the rights of Ann back?" in client.get(away).text
    client.post(away)
    assert not Leadership.objects.filter(to_at=None).exists()
    assert client.post(away).status_code == 404
    assert client_for(cast.vera).get(there).status_code == 404


def test_what_was_reported_is_decided(make: Make, cast: Cast, client_for: Any) -> None:
    ann, team = placed(make, given_name="Ann")
    ben, _team = placed(make)
    client = client_for(cast.dario)
    assert "No post waits" in client.get("/office/groups/reports/").text
    first, second = says(ann, team, "You fools."), says(ann, team, "Good morning.")
    for post in (first, second):
        actions.report(
            post=post, key=key_of(ben), reason=f"Why {post.pk}", by=actors.person(ben.pk), at=clock.now()
        )  # fmt: skip
    assert "2 posts on boards wait for a word" in client.get("/office/").text
    text = client.get("/office/groups/reports/").text
    assert "2 posts wait for a word" in text
    assert text.index("You fools.") < text.index("Good morning.")
    here = f"/office/groups/reports/{first.pk}/"
    assert f"Why {first.pk}" in client.get(here).text
    assert "Say why" in client.post(here, {"hide": "1", "reason": ""}).text
    client.post(here, {"hide": "1", "reason": "We stay friendly."})
    assert client.post(f"/office/groups/reports/{second.pk}/", {}).status_code == 422
    client.post(f"/office/groups/reports/{second.pk}/", {"keep": "1"})
    assert list(Report.objects.order_by("id").values_list("outcome", flat=True)) == [
        "hidden",
        "kept",
    ]
    assert "No post waits" in client.get("/office/groups/reports/").text
    assert "We stay friendly." in client.get(here).text
    assert client.post(here, {"hide": "1", "reason": "Again"}).status_code == 422
    assert "posts on boards" not in client.get("/office/").text
    assert client_for(cast.vera).get("/office/groups/reports/").status_code == 404


def test_a_thread_is_read_pinned_and_closed(make: Make, cast: Cast, client_for: Any) -> None:
    ann, team = placed(make)
    post = says(ann, team, "Hello <b>")
    Post.objects.bulk_create(
        Post(thread=post.thread, group=team, key=post.key, text=f"Nr {number}.", at=post.at)
        for number in range(40)
    )
    client = client_for(cast.dario)
    here = f"/office/groups/{team.pk}/threads/{post.thread_id}/"
    text = client.get(here).text
    assert "Hello &lt;b&gt;" in text
    assert "Nr 28." in text
    assert "Nr 29." not in text
    last = Post.objects.order_by("id")[29]
    assert "Nr 29." in client.get(f"{here}?after={last.pk}").text
    for mark in ("pin", "close"):
        client.post(f"{here}mark/", {"mark": mark})
    thread = Thread.objects.get()
    assert (thread.pinned, thread.closed_at is not None) == (True, True)
    assert "Pinned" in client.get(f"/office/groups/{team.pk}/").text
    for mark in ("unpin", "open"):
        client.post(f"{here}mark/", {"mark": mark})
    thread.refresh_from_db()
    assert (thread.pinned, thread.closed_at) == (False, None)


def test_lists_ask_the_same_however_long(make: Make, cast: Cast, client_for: Any) -> None:
    ann, team = placed(make)
    ben, _team = placed(make)
    client = client_for(cast.olga)
    pages = ("/office/groups/", f"/office/groups/{team.pk}/", "/office/groups/reports/")

    def more() -> None:
        post = says(ann, team, at=clock.now())
        actions.report(
            post=post, key=key_of(ben), reason="x", by=actors.person(ben.pk), at=clock.now()
        )

    def asked(path: str) -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as found:
            assert client.get(path).status_code == 200
        return len(found)

    more()
    before = [asked(path) for path in pages]
    for number in range(4):
        more()
        placed(make)
        topic(cast.olga, slug=f"t{number}", name=f"T {number}")
    assert [asked(path) for path in pages] == before


def test_the_person_page_names_their_teams(make: Make, cast: Cast, client_for: Any) -> None:
    ann, team = placed(make)
    actions.give_rights(
        group=team, key=key_of(ann), rights_given=["call"], by=cast.olga, at=clock.now()
    )
    text = client_for(cast.olga).get(f"/office/people/{ann.pk}/").text
    assert "Łódzkie, leads it" in text
    assert f"/office/groups/{team.pk}/" in text
