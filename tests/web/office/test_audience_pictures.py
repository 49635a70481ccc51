"""The map and the charts: what a bar counts is exactly who its press leaves in the sentence."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from muster.activity import actions as activity
from muster.activity.facts import NewFact
from muster.audiences import actions, breakdown, queries
from muster.audiences.definition import EMPTY, Did, Everyone, Group, Has, Lives, load
from muster.audiences.definition.rules import Malformed
from muster.kit.scope import Scope
from muster.people.models import IdentityKey, Person
from muster.web.office.audiences import adding

if TYPE_CHECKING:
    from tests.cast import Cast
    from tests.make import Make

pytestmark = pytest.mark.django_db
LODZ = Group("all", (Lives(("PL-10",)),))


@pytest.fixture
def people(make: Make) -> None:
    """Six who last gave at six different times, one who never did; two joined last month; one reads German."""
    now = timezone.now()
    made = [make.person(language="pl") for _ in range(7)]
    made += [make.person(country="FR", postcode="75001", region="FR-IDF", language="de")]
    facts = []
    for person, days in zip(made, (1, 29, 31, 89, 91, 400), strict=False):
        key = IdentityKey.objects.get(person=person)
        when = now - timedelta(days=days)
        facts.append(NewFact("gift.received", key.pk, when, "t", None, 500, "EUR"))
    activity.append(facts)
    last_month = now.replace(day=1) - timedelta(days=3)
    Person.objects.filter(pk__in=[one.pk for one in made[:2]]).update(created_at=last_month)
    Person.objects.filter(pk=made[2].pk).update(created_at=datetime(2020, 2, 29, tzinfo=UTC))


def _text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def _words(found: breakdown.Breakdown) -> list[tuple[str, int]]:
    regions = [(f"lives:{code}", people) for code, people in found.regions.items()]
    months = [(f"joined:{month}", people) for month, people in found.months.items()]
    gifts = [(f"gift:{key}", people) for key, people in found.gifts.items()]
    return regions + months + gifts + [("speaks:pl", found.languages.get("pl", 0))]


@pytest.mark.parametrize("definition", [Everyone(), LODZ, Group("none", (Did("gift.received"),))])
def test_what_a_bar_counts_is_who_it_leaves(people: None, definition: Any) -> None:
    found = breakdown.count(definition, Scope.EVERYONE)

    assert found.fit == queries.count(definition, Scope.EVERYONE)
    for ways in (found.months, found.languages, found.gifts, found.regions):
        assert sum(ways.values()) == found.fit
    for word, people_ in _words(found):
        told = load(adding.added(definition, [word]))
        assert queries.count(told, Scope.EVERYONE) == people_, word


def test_all_before_a_month_are_told_together(people: None) -> None:
    told = load(adding.added(Everyone(), ["joined:before-2021-01"]))

    assert queries.count(told, Scope.EVERYONE) == 1


def test_regions_narrow_an_earlier_choice_and_never_widen() -> None:
    both = Group("all", (Lives(("FR-IDF", "PL-10")), Has("tag", "diver")))

    assert adding.added(both, ["lives:PL-10"])["all"] == [
        {"is": "has", "trait": "tag", "value": "diver"},
        {"is": "lives", "regions": ["PL-10"]},
    ]
    assert len(adding.added(both, ["lives:PL-14"])["all"]) == 3
    either = Group("any", (Has("tag", "a"), Has("tag", "b")))
    assert adding.added(either, ["speaks:pl"])["all"][0] == adding.as_json(either)


@pytest.mark.parametrize(
    "word", ["", "lives:", "lives:PL-10'", "joined:2026-13", "joined:0000-01", "joined:9999-12", "speaks:xx",
             "gift:7", "gift:", "rich:yes", "speaks:pl:", "joined:before-"],
)  # fmt: skip
def test_a_crooked_word_adds_nothing(word: str) -> None:
    with pytest.raises(adding.NotACondition):
        adding.added(EMPTY, [word])


def test_too_much_is_refused_and_nothing_is_dropped() -> None:
    deep = Group("any", (Group("all", (Group("any", (Group("all", (Has("tag", "x"),)),)),)),))

    with pytest.raises(Malformed):
        adding.added(deep, ["speaks:pl"])


def test_the_page_draws_and_leads_back_to_the_builder(
    cast: Cast, people: None, client_for: Any
) -> None:
    audience = actions.create(name="Łódź", definition=LODZ, by=cast.ana)
    client = client_for(cast.ana)
    page = client.get(f"/office/audiences/pictures/?audience={audience.pk}")

    said = _text(page)
    assert '<p class="bigcount">7</p>' in said
    assert (
        'aria-label="Łódź Voivodeship: 7; add it to the sentence"' in said or ": 7; add it" in said
    )
    assert "&lt;5" in said
    link = re.search(r'href="(/office/audiences/narrowing/[^"]*gift[^"]*)"', said)
    assert link
    answer = client.get(link[1].replace("&amp;", "&"))
    parts = urlsplit(answer["Location"])
    assert parts.path == f"/office/audiences/{audience.pk}/edit/"
    draft = json.loads(parse_qs(parts.query)["draft"][0])
    assert draft["all"][0] == {"is": "lives", "regions": ["PL-10"]}
    assert "Not saved yet" in _text(client.get(answer["Location"]))


def test_bad_words_in_an_address_change_nothing_and_say_so(
    cast: Cast, people: None, client_for: Any
) -> None:
    client = client_for(cast.ana)
    draft = json.dumps({"all": [{"is": "lives", "regions": ["PL-10"]}]})
    answer = client.get("/office/audiences/narrowing/", {"draft": draft, "add": "rich:yes"})

    assert json.loads(parse_qs(urlsplit(answer["Location"]).query)["draft"][0]) == json.loads(draft)
    assert "The sentence is as it was." in _text(client.get(answer["Location"]))
    for crooked in ("[", "7", '{"all":7}'):
        page = client.get("/office/audiences/pictures/", {"draft": crooked})
        assert '<p class="bigcount">0</p>' in _text(page)
    assert client.get("/office/audiences/pictures/?audience=x").status_code == 404


def test_drafts_are_for_those_who_may_build(cast: Cast, people: None, client_for: Any) -> None:
    audience = actions.create(name="Łódź", definition=LODZ, by=cast.ana)
    client = client_for(cast.vera)
    page = _text(client.get(f"/office/audiences/pictures/?audience={audience.pk}"))

    assert '<p class="bigcount">7</p>' in page
    assert "narrowing/?audience" not in page
    draft = json.dumps({"is": "everyone"})
    assert client.get("/office/audiences/pictures/", {"draft": draft}).status_code == 404
    assert client.get("/office/audiences/narrowing/").status_code == 404


def test_regional_staff_see_only_their_map(cast: Cast, people: None, client_for: Any) -> None:
    client = client_for(cast.rita)
    page = _text(
        client.get("/office/audiences/pictures/", {"draft": json.dumps({"is": "everyone"})})
    )

    assert '<p class="bigcount">7</p>' in page
    assert "France" not in page
    assert "lives%3AFR" not in page


def test_the_builder_opens_the_pictures_of_what_it_holds(
    cast: Cast, people: None, client_for: Any
) -> None:
    fields = {
        "c.mode": "all",
        "c.1.is": "lives",
        "c.1.regions": "PL-10",
        "name": "N",
        "step": "pictures",
    }
    client = client_for(cast.ana)
    answer = client.post("/office/audiences/new/", fields)

    assert '<p class="bigcount">7</p>' in _text(client.get(answer["Location"]))
    assert "name=N" in answer["Location"]


def test_as_many_questions_for_more_people(
    cast: Cast, people: None, make: Make, client_for: Any
) -> None:
    client, asked = client_for(cast.ana), []
    url = "/office/audiences/pictures/?draft=" + '{"is":"everyone"}'
    client.get(url)
    for _turn in range(2):
        with CaptureQueriesContext(connection) as caught:
            client.get(url)
        asked.append(len(caught))
        make.person(country="FR", postcode="69001", language="it")

    assert asked[0] == asked[1]
