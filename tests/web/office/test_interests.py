"""An interest is plain deeds: pages say which, audiences select exactly those people, nothing is guessed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from muster.activity import actions as activity
from muster.activity.facts import NewFact
from muster.audiences.models import Audience, Interest
from muster.broadcasts.models import Broadcast
from muster.kit import clock
from muster.people.exporting import export_person
from muster.people.models import IdentityKey, Person

pytestmark = pytest.mark.django_db
FORM = {"searched_times": "1", "read_times": "2", "stayed_times": "2", "days": "365"}


def did(person: Person, kind: str, ref: str, *, times: int = 1, days: int = 3, **data: Any) -> None:
    key = IdentityKey.objects.filter(person=person).order_by("id")[0]
    at = clock.now() - timedelta(days=days)
    moments = [at + timedelta(minutes=n) for n in range(times)]
    activity.append([NewFact(kind, key.id, one, "test", ref=ref, data=data) for one in moments])


@pytest.fixture
def folk(make: Any) -> list[Person]:
    """One searched, one read twice, one read once, one long ago, one in France searched too."""
    people = [make.person() for _n in range(4)]
    people.append(make.person(country="FR", postcode="75001"))
    did(people[0], "search.made", "beach clean", times=2)
    did(people[1], "page.viewed", "/coast/north", times=3)
    did(people[1], "page.read", "/coast/north", seconds=200)
    did(people[2], "page.viewed", "/coast/north")
    did(people[3], "search.made", "beach clean", days=400)
    did(people[4], "search.made", "beaches")
    return people


def kept(client: Any, **said: str) -> Any:
    data = {"name": "Coast", "searched": "beach", "read": "/coast"} | FORM | said
    return client.post("/office/interests/new/", data)


def test_an_interest_from_first_word_to_last(client_for: Any, cast: Any, folk: Any) -> None:
    client = client_for(cast.olga)
    assert "No interest" in client.get("/office/interests/").text
    answer = kept(client)
    interest = Interest.objects.get()
    assert answer.headers["Location"] == f"/office/interests/{interest.pk}/"
    page = client.get(answer.headers["Location"])
    assert '<p class="bigcount">3</p>' in page.text
    assert "read pages with" in page.text
    listed = client.get("/office/interests/")
    assert '<td class="num">3</td>' in listed.text
    again = {"name": "Shores", "searched": "beach"} | FORM
    assert client.post(f"/office/interests/{interest.pk}/edit/", again).status_code == 302
    interest.refresh_from_db()
    assert (interest.name, len(interest.definition["any"])) == ("Shores", 1)
    assert client.post(f"/office/interests/{interest.pk}/removal/").status_code == 302
    assert not Interest.objects.exists()


def test_minutes_and_clicks_show_an_interest(client_for: Any, cast: Any, make: Any) -> None:
    """Two minutes in two visits count; one minute, a word instead of a number, and another page do not."""
    client = client_for(cast.olga)
    stayer, hasty, odd, clicker = (make.person() for _n in range(4))
    did(stayer, "page.read", "/coast/north", seconds=70)
    did(stayer, "page.read", "/coast/south", seconds=60)
    did(hasty, "page.read", "/coast/north", seconds=119)
    did(odd, "page.read", "/coast/north", seconds="900")
    did(odd, "page.read", "/forest", seconds=900)
    did(clicker, "link.clicked", "partner.example/coast.pdf")
    did(make.person(country="FR", postcode="75001"), "page.read", "/coast/west", seconds=300)
    kept(client, searched="", read="", stayed="/coast", clicked="partner.example")
    number = Interest.objects.get().pk
    page = client.get(f"/office/interests/{number}/").text
    assert "stayed at least" in page
    assert "on pages with" in page
    assert "clicked links with" in page
    assert '<p class="bigcount">3</p>' in page
    assert '<td class="num">3</td>' in client.get("/office/interests/").text
    assert '<td class="num">2</td>' in client_for(cast.rita).get("/office/interests/").text
    assert "stayed 1 minute on /coast/north" in client.get(f"/office/people/{stayer.id}/").text
    clicked = client.get(f"/office/people/{clicker.id}/").text
    assert "clicked partner.example/coast.pdf once" in clicked
    for other in (hasty, odd):
        assert "Nothing the organisation named." in client.get(f"/office/people/{other.id}/").text
    as_audience = {
        "c.mode": "all", "c.1.is": "turned", "c.1.how": "stayed", "c.1.words": "/coast",
        "c.1.times": "2", "name": "Stayers", "step": "save",
    }  # fmt: skip
    saved = client.post("/office/audiences/new/", as_audience)
    assert '<p class="bigcount">2</p>' in client.get(saved.headers["Location"]).text


@pytest.mark.parametrize(
    "said", [{"searched": "", "read": ""}, {"name": " "}, {"days": "0"}, {"read_times": "x"},
             {"searched": "\n".join(f"w{n}" for n in range(30))}],
)  # fmt: skip
def test_what_means_nothing_is_refused(client_for: Any, cast: Any, said: Any) -> None:
    assert kept(client_for(cast.olga), **said).status_code == 422
    assert not Interest.objects.exists()


def test_each_sees_those_of_their_regions(client_for: Any, cast: Any, folk: Any) -> None:
    kept(client_for(cast.olga))
    number = Interest.objects.get().pk
    page = client_for(cast.rita).get(f"/office/interests/{number}/")
    assert '<p class="bigcount">2</p>' in page.text
    assert '<td class="num">2</td>' in client_for(cast.rita).get("/office/interests/").text


def test_the_count_follows_what_is_written(client_for: Any, cast: Any, folk: Any) -> None:
    client = client_for(cast.olga)
    part = client.post(
        "/office/interests/count/", {"searched": "beach\nnever", "read": "/nowhere"} | FORM
    )
    assert '<p class="bigcount">2</p>' in part.text
    assert "no page ever read has" in part.text


def test_the_person_page_says_why(client_for: Any, cast: Any, folk: Any) -> None:
    client = client_for(cast.olga)
    kept(client)
    assert (
        "searched “beach clean” twice, last on" in client.get(f"/office/people/{folk[0].id}/").text
    )
    second = client.get(f"/office/people/{folk[1].id}/").text
    assert "read /coast/north 3 times, last on" in second
    assert "3 minutes in all" in second
    for other in (folk[2], folk[3]):
        assert "Nothing the organisation named." in client.get(f"/office/people/{other.id}/").text


def test_the_copy_says_what_they_are_taken_to_care_about(
    client_for: Any, cast: Any, folk: Any
) -> None:
    kept(client_for(cast.olga))
    [told] = export_person(folk[0])["audiences"]["interests"]
    assert told["interest"] == "Coast"
    assert [(one["how"], one["about"], one["times"]) for one in told["because"]] == [
        ("searched", "beach clean", 2)
    ]
    assert export_person(folk[2])["audiences"] == {"interests": []}


def test_the_person_page_takes_no_more_queries_however_much_happened(
    client_for: Any, cast: Any, folk: Any
) -> None:
    client = client_for(cast.olga)
    kept(client)
    with CaptureQueriesContext(connection) as few:
        client.get(f"/office/people/{folk[0].id}/")
    for number in range(20):
        did(folk[0], "page.viewed", f"/p{number}", times=2)
        kept(client, name=f"P{number}", read=f"/p{number}")
    with CaptureQueriesContext(connection) as many:
        client.get(f"/office/people/{folk[0].id}/")
    assert len(many) <= len(few)


def test_audiences_ask_for_it_and_hold_it(client_for: Any, cast: Any, folk: Any) -> None:
    client = client_for(cast.olga)
    kept(client)
    interest = Interest.objects.get()
    page = client.get(f"/office/interests/{interest.pk}/").text
    assert "Open as an audience" in page
    data = {
        "c.mode": "all", "c.1.is": "cares", "c.1.interest": str(interest.pk),
        "c.2.is": "turned", "c.2.how": "searched", "c.2.words": "beach, rubbish", "c.2.times": "2",
        "name": "Searchers", "step": "save",
    }  # fmt: skip
    saved = client.post("/office/audiences/new/", data)
    shown = client.get(saved.headers["Location"])
    assert '<p class="bigcount">1</p>' in shown.text
    assert "care about" in shown.text
    refused = client.post(f"/office/interests/{interest.pk}/removal/")
    assert refused.status_code == 422
    assert "“Searchers” still uses this interest" in refused.text
    assert Audience.objects.count() == 1


def test_what_many_turned_to_is_offered_until_it_is_named(
    client_for: Any, cast: Any, make: Any
) -> None:
    for _n in range(3):
        did(make.person(), "search.made", "plastic pellets")
    did(make.person(), "search.made", "my own name")
    client = client_for(cast.olga)
    page = client.get("/office/interests/").text
    assert "plastic pellets" in page
    assert "my own name" not in page
    assert "searched=plastic+pellets" in page
    begun = client.get("/office/interests/new/?name=Plastic&searched=plastic+pellets").text
    assert '<p class="bigcount">3</p>' in begun
    kept(client, name="Plastic", searched="plastic pellets", read="")
    assert "Make an interest" not in client.get("/office/interests/").text


def test_why_somebody_is_in_names_their_deeds(client_for: Any, cast: Any, folk: Any) -> None:
    client = client_for(cast.olga)
    kept(client)
    number = Interest.objects.get().pk
    client.post(f"/office/interests/{number}/broadcasts/")
    audience = Audience.objects.get()
    page = client.get(f"/office/audiences/{audience.pk}/why/?person={folk[0].id}")
    assert "searched “beach clean” twice, last on" in page.text


def test_a_broadcast_begins_with_those_who_care(client_for: Any, cast: Any, folk: Any) -> None:
    client = client_for(cast.olga)
    kept(client)
    number = Interest.objects.get().pk
    begun = client.post(f"/office/interests/{number}/broadcasts/")
    again = client.post(f"/office/interests/{number}/broadcasts/")
    assert begun.headers["Location"] == again.headers["Location"]
    audience = Audience.objects.get()
    assert audience.name == "Cares about Coast"
    assert "To the audience “Cares about Coast”" in client.get(begun.headers["Location"]).text
    said = {"title": "Coast news", "declared_text": "those who care", "declared_size": "3"}
    declared = client.post(begun.headers["Location"], said)
    assert Broadcast.objects.get().audience == audience
    assert declared.headers["Location"].endswith("/audience/")
    assert client.get("/office/broadcasts/new/?audience=999999").status_code == 404
    assert client_for(cast.vera).post(f"/office/interests/{number}/broadcasts/").status_code == 404
