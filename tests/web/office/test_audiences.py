"""Audiences through the door: built without script, counted for whoever looks, and 0 until something is chosen."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection

from muster.audiences import actions
from muster.audiences.definition import EMPTY, Everyone, Group, Has, Lives, SaidYes, dump
from muster.audiences.models import Audience
from muster.audit.models import Entry

if TYPE_CHECKING:
    from tests.cast import Cast
    from tests.make import Make

pytestmark = pytest.mark.django_db

LODZ, PARIS = Lives(("PL-10",)), Lives(("FR-IDF",))
BOTH = Group("any", (LODZ, PARIS))


@pytest.fixture
def people(make: Make) -> list[Any]:
    return [
        make.person(
            given_name="Wanda", family_name="Lis", postcode="90-001", consent=True, tags=["diver"]
        ),
        make.person(given_name="Jan", family_name="Kot", postcode="90-001"),
        make.person(
            given_name="Marie", family_name="Bois", country="FR", postcode="75001", region="FR-IDF"
        ),
    ]


def _audience(cast: Cast, definition: Any = BOTH, name: str = "Two towns") -> Audience:
    return actions.create(name=name, definition=definition, by=cast.olga)


def _text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def _draft(response: Any) -> tuple[Any, str, str]:
    """Follow a step: the draft in the address, its path with query, and the place to look at."""
    parts = urlsplit(response["Location"])
    return json.loads(parse_qs(parts.query)["draft"][0]), response["Location"], parts.fragment


def test_nothing_chosen_is_nobody(cast: Cast, people: list[Any], client_for: Any) -> None:
    page = client_for(cast.ana).get("/office/audiences/new/")

    assert page.status_code == 200
    assert "choose a condition" in _text(page)
    assert '<p class="bigcount">0</p>' in _text(page)
    assert "selects 0 people" in _text(page)


def test_a_sentence_is_built_step_by_step_without_script(
    cast: Cast, people: list[Any], client_for: Any
) -> None:
    client = client_for(cast.ana)
    url = "/office/audiences/new/"

    draft, at, place = _draft(client.post(url, {"step": "add:", "c.mode": "all", "c.add": "lives"}))
    assert draft == {"all": [{"is": "lives", "regions": []}]}
    assert place == "c-1"
    assert "choose a region" in _text(client.get(at))

    fields = {"c.mode": "all", "c.1.is": "lives", "c.1.regions": ["", "PL-10"], "c.add": "messaged"}
    draft, at, _ = _draft(client.post(url, {**fields, "step": "show"}))
    assert '<p class="bigcount">2</p>' in _text(client.get(at))
    draft, at, place = _draft(client.post(url, {**fields, "step": "but:"}))
    assert draft["all"][1] == {"none": [{"is": "messaged", "was": "was_not", "days": None}]}
    assert place == "c-2-1"
    page = _text(client.get(at))
    assert '<p class="bigcount">0</p>' in page
    assert "write how many days" in page

    fields |= {"c.2.mode": "none", "c.2.1.is": "messaged", "c.2.1.was": "was", "c.2.1.days": "7"}
    saved = client.post(url, {**fields, "name": " Łódź,  quiet ", "step": "save"})
    audience = Audience.objects.get()
    assert saved["Location"] == f"/office/audiences/{audience.pk}/"
    assert audience.name == "Łódź, quiet"
    page = _text(client.get(saved["Location"]))
    assert "People who live in " in page
    assert ", but not people who got a message from us in the last " in page
    assert '<p class="bigcount">2</p>' in page


def test_taking_out_the_last_condition_selects_nobody(
    cast: Cast, people: list[Any], client_for: Any
) -> None:
    fields = {"c.mode": "all", "c.1.is": "lives", "c.1.regions": "PL-10", "step": "remove:1"}
    draft, _at, place = _draft(client_for(cast.ana).post("/office/audiences/new/", fields))

    assert draft == {"all": []}
    assert place == "who"


def test_everyone_is_chosen_by_name(cast: Cast, people: list[Any], client_for: Any) -> None:
    client = client_for(cast.ana)
    draft, at, _ = _draft(
        client.post("/office/audiences/new/", {"c.mode": "all", "step": "everyone"})
    )

    assert draft == {"is": "everyone"}
    assert '<p class="bigcount">3</p>' in _text(client.get(at))
    client.post("/office/audiences/new/", {"c.is": "everyone", "name": "All", "step": "save"})
    assert Audience.objects.get().definition == dump(Everyone())


def test_the_count_alone_for_htmx_changes_nothing(
    cast: Cast, people: list[Any], client_for: Any
) -> None:
    fields = {"c.mode": "all", "c.1.is": "has", "c.1.trait": "tag", "c.1.value": "diver"}
    part = client_for(cast.ana).post(
        "/office/audiences/count/", fields, headers={"HX-Request": "true"}
    )

    assert '<p class="bigcount">1</p>' in _text(part)
    assert "<html" not in _text(part)
    assert not Audience.objects.exists()


def test_a_deed_is_narrowed_to_words_and_an_amount(cast: Cast, client_for: Any) -> None:
    client, url = client_for(cast.ana), "/office/audiences/new/"
    fields = {
        "c.mode": "all", "c.1.is": "did", "c.1.fact": "gift.received", "c.1.times": "1",
        "c.1.words": "boats,  sea ", "c.1.least": "10,50", "c.1.currency": "EUR", "step": "show",
    }  # fmt: skip
    draft, at, _ = _draft(client.post(url, fields))
    assert draft["all"][0]["words"] == ["boats", "sea"]
    assert draft["all"][0]["least"] == 1050
    page = _text(client.get(at))
    assert '<details class="twin" open>' in page
    assert 'value="10.5"' in page
    assert "nothing called" not in page

    refused = client.post(url, {**fields, "c.1.least": "much", "name": "X", "step": "save"})
    assert refused.status_code == 422
    assert "Condition 1, “Each of at least”: write a whole number." in _text(refused)


def test_bad_input_is_told_in_words_and_saves_nothing(cast: Cast, client_for: Any) -> None:
    client = client_for(cast.ana)
    fields = {"c.mode": "all", "c.1.is": "near", "c.1.km": "far", "name": "X", "step": "save"}
    answer = client.post("/office/audiences/new/", fields)

    assert answer.status_code == 422
    assert "Condition 1, “Kilometres at most”: write a whole number." in _text(answer)
    assert 'value="far"' in _text(answer)
    assert not Audience.objects.exists()


@pytest.mark.parametrize(
    "draft", ["[", "[]", "7", '{"all":{}}', '{"all":[{"is":"rich"}]}', "[" * 3000, '{"any":[[1],{"all":7}]}',
              '{"all":[{"is":"lives","regions":[{}]}]}', '{"all":[{"is":"near","km":{"a":1}}]}',
              '{"all":[{"is":"gave","minor":99999999999999999999,"currency":"ZZZ"}]}', '{"all":[{"is":"lives","regions":["\ud800"]}]}'],
)  # fmt: skip
def test_a_crooked_address_is_an_empty_sentence(cast: Cast, client_for: Any, draft: str) -> None:
    answer = client_for(cast.ana).get(
        "/office/audiences/new/", {"draft": draft.encode("utf-8", "replace").decode()}
    )

    assert answer.status_code == 200
    assert '<p class="bigcount">0</p>' in _text(answer)


def test_regional_staff_see_and_count_only_theirs(
    cast: Cast, people: list[Any], client_for: Any
) -> None:
    audience = _audience(cast)
    everywhere = _text(client_for(cast.olga).get(f"/office/audiences/{audience.pk}/"))
    regional = _text(client_for(cast.rita).get(f"/office/audiences/{audience.pk}/"))

    assert '<p class="bigcount">3</p>' in everywhere
    assert "Marie Bois" in everywhere
    assert '<p class="bigcount">2</p>' in regional
    assert "Wanda Lis" in regional
    assert "Marie" not in regional
    assert "Île-de-France</th>" not in regional


def test_left_out_adds_up(cast: Cast, people: list[Any], client_for: Any) -> None:
    audience = _audience(cast)
    page = _text(client_for(cast.olga).get(f"/office/audiences/{audience.pk}/"))

    assert "3 fit the sentence; 2 of them will not be written to by e-mail" in page
    assert "3 fit the sentence; 3 of them will not be written to by text" in page
    assert '<th scope="row">No mobile number</th><td class="num">3</td>' in page


def test_the_finer_reasons_stand_on_a_page_of_their_own(
    cast: Cast, people: list[Any], client_for: Any
) -> None:
    audience = _audience(cast)
    page = _text(client_for(cast.olga).get(f"/office/audiences/{audience.pk}/left-out/"))

    assert "3 fit the sentence; 2 of them will not be written to by e-mail" in page
    assert '<th scope="row">Never said yes to news by e-mail</th><td class="num">2</td>' in page
    regional = _text(client_for(cast.rita).get(f"/office/audiences/{audience.pk}/left-out/"))
    assert "2 fit the sentence; 1 of them" in regional


def test_why_names_the_condition(cast: Cast, people: list[Any], client_for: Any) -> None:
    audience = _audience(cast, Group("all", (LODZ, Has("tag", "diver"), SaidYes("email", "news"))))
    client = client_for(cast.olga)

    inside = _text(client.get(f"/office/audiences/{audience.pk}/why/", {"person": "Lis"}))
    outside = _text(client.get(f"/office/audiences/{audience.pk}/why/", {"person": people[1].pk}))
    assert "Wanda Lis is in." in inside
    assert "Does not hold" not in inside
    assert "Jan Kot is not in." in outside
    assert outside.count("Does not hold") == 2
    assert "This decided, because it does not hold: <b" in outside
    assert "have the tag <b>diver</b></b>." in outside
    assert outside.count(">decided<") == 1
    assert "it took all the marked ones together" in inside


def test_why_does_not_know_people_of_other_regions(
    cast: Cast, people: list[Any], client_for: Any
) -> None:
    audience = _audience(cast)
    client = client_for(cast.rita)

    for text in (people[2].pk, "Bois", "person3@people.example", "9" * 30):
        page = _text(client.get(f"/office/audiences/{audience.pk}/why/", {"person": text}))
        assert "Nobody you may see" in page


def test_a_change_keeps_what_was_said_before(
    cast: Cast, people: list[Any], client_for: Any
) -> None:
    audience = _audience(cast)
    client = client_for(cast.ana)
    page = _text(client.get(f"/office/audiences/{audience.pk}/edit/"))
    assert 'value="Two towns"' in page

    fields = {
        "c.mode": "all",
        "c.1.is": "lives",
        "c.1.regions": "PL-10",
        "name": "Łódź",
        "step": "save",
    }
    client.post(f"/office/audiences/{audience.pk}/edit/", {**fields, "seen": audience.digest})
    shown = _text(client.get(f"/office/audiences/{audience.pk}/"))
    assert "Two towns" in shown
    assert Entry.objects.filter(subject=f"audience:{audience.pk}").count() == 2

    late = client.post(
        f"/office/audiences/{audience.pk}/edit/",
        {**fields, "name": "Late", "seen": audience.digest},
    )
    assert late.status_code == 409
    assert "Somebody else changed this audience meanwhile" in _text(late)


def test_the_history_shows_who_changed_what_and_says_it_again(
    cast: Cast, people: list[Any], client_for: Any
) -> None:
    audience = _audience(cast)
    actions.change(
        audience=audience, name="One town", definition=Group("any", (LODZ,)), by=cast.ana
    )
    client = client_for(cast.ana)
    page = client.get(f"/office/audiences/{audience.pk}/")

    said = _text(page)
    assert "renamed from “Two towns” to “One town”" in said
    assert "<del>" in said
    assert "This is what it says now." in said
    again = next(
        one
        for one in page.content.decode().split('href="')
        if one.startswith(f"/office/audiences/{audience.pk}/edit/?draft=")
    )
    again = again.partition('"')[0].replace("&amp;", "&")
    opened = _text(client.get(again))
    assert '<p class="bigcount">3</p>' in opened
    assert "Not saved yet" in opened
    assert Audience.objects.get().digest == actions.digest(Group("any", (LODZ,)))
    assert "Use this again" not in _text(
        client_for(cast.vera).get(f"/office/audiences/{audience.pk}/")
    )


def test_used_by_names_other_audiences(cast: Cast, client_for: Any) -> None:
    from muster.audiences.definition import Member

    audience = _audience(cast)
    above = _audience(cast, Group("all", (Group("none", (Member(audience.pk),)),)), "Above")
    client = client_for(cast.olga)

    page = _text(client.get(f"/office/audiences/{audience.pk}/"))
    assert (
        f'<a href="/office/audiences/{above.pk}/" translate="no">Above</a></th><td>Audience</td>'
        in page
    )
    assert "Used in 1 place" in page
    assert "uses it yet" in _text(client.get(f"/office/audiences/{above.pk}/"))


def test_put_away_leaves_the_list(cast: Cast, client_for: Any) -> None:
    audience = _audience(cast)
    client = client_for(cast.olga)
    client.post(f"/office/audiences/{audience.pk}/removal/")

    assert client.get(f"/office/audiences/{audience.pk}/").status_code == 404
    assert "No audience is saved yet" in _text(client.get("/office/audiences/"))


def test_an_audience_that_another_names_stays(cast: Cast, client_for: Any) -> None:
    from muster.audiences.definition import Member

    audience = _audience(cast)
    _audience(cast, Group("all", (Member(audience.pk),)), "Above")
    answer = client_for(cast.olga).post(f"/office/audiences/{audience.pk}/removal/")

    assert answer.status_code == 422
    assert "“Above” still uses this audience" in _text(answer)


def test_viewers_read_and_do_not_write(cast: Cast, client_for: Any) -> None:
    audience = _audience(cast)
    client = client_for(cast.vera)

    assert client.get(f"/office/audiences/{audience.pk}/").status_code == 200
    assert "New audience" not in _text(client.get("/office/audiences/"))
    for path in ("new/", f"{audience.pk}/edit/", "count/", f"{audience.pk}/removal/"):
        assert client.post(f"/office/audiences/{path}", {"step": "save"}).status_code == 404
    assert client_for(cast.nobody).get("/office/audiences/").status_code == 404


def test_pages_ask_a_fixed_number_of_questions(
    cast: Cast, people: list[Any], client_for: Any, django_assert_num_queries: Any
) -> None:
    from django.test.utils import CaptureQueriesContext

    client = client_for(cast.olga)
    first = _audience(cast)
    counts = []
    for number in range(3):
        _audience(cast, Group("all", (LODZ, Has("tag", "diver"))), f"Divers {number}")
        row = []
        for path in ("", f"{first.pk}/", f"{first.pk}/edit/"):
            with CaptureQueriesContext(connection) as caught:
                client.get(f"/office/audiences/{path}")
            row.append(len(caught))
        counts.append(row)

    assert counts[1] == counts[2]
    assert max(counts[2]) <= 40, counts


def test_an_empty_saved_audience_says_so(cast: Cast, people: list[Any], client_for: Any) -> None:
    audience = _audience(cast, EMPTY)
    page = _text(client_for(cast.olga).get(f"/office/audiences/{audience.pk}/"))

    assert '<p class="bigcount">0</p>' in page
    assert "nothing is chosen yet" in page


def test_a_text_becomes_the_draft(cast: Cast, people: list[Any], client_for: Any) -> None:
    client = client_for(cast.ana)
    url = "/office/audiences/new/"
    text = "all {\n  lives in region PL-10\n  none { has tag diver }\n}"

    draft, at, place = _draft(client.post(url, {"step": "text", "text": text, "name": "Łódź"}))

    assert draft["all"][0] == {"is": "lives", "regions": ["PL-10"]}
    assert place == "who"
    page = _text(client.get(at))
    assert '<p class="bigcount">1</p>' in page
    assert "none { has tag &quot;diver&quot; } }" in page
    assert Audience.objects.count() == 0


def test_a_text_that_cannot_be_read_says_where_and_loses_nothing(
    cast: Cast, people: list[Any], client_for: Any
) -> None:
    client = client_for(cast.ana)
    text = "all {\n  lives on the coast\n}"

    page = client.post("/office/audiences/new/", {"step": "text", "text": text})

    assert page.status_code == 422
    assert "Line 2: “on the coast” cannot be read here." in _text(page)
    assert "lives on the coast" in _text(page)


def test_a_saved_audience_shows_its_text(cast: Cast, people: list[Any], client_for: Any) -> None:
    audience = _audience(cast)

    page = _text(client_for(cast.ana).get(f"/office/audiences/{audience.pk}/"))

    assert "any { lives in region PL-10 lives in region FR-IDF }" in page


def test_new_conditions_are_built_and_begun(cast: Cast, people: list[Any], client_for: Any) -> None:
    client, url = client_for(cast.ana), "/office/audiences/new/"
    draft, at, _ = _draft(client.post(url, {"step": "add:", "c.mode": "all", "c.add": "shift"}))
    assert draft["all"][0]["fact"] == "shift.done"
    assert "did a shift" in _text(client.get(at))

    fields = {
        "c.mode": "any", "c.1.is": "then", "c.1.fact": "page.viewed", "c.1.then_fact": "gift.received",
        "c.1.within": "7", "c.2.is": "broadcast", "c.2.how": "received", "c.2.broadcast": "any",
        "c.3.is": "sum", "c.3.fact": "gift.received", "c.3.compare": "at_least", "c.3.minor": "50",
        "c.3.currency": "EUR", "c.4.is": "last_did", "c.4.fact": "search.made", "c.4.when": "within",
        "c.4.days": "9", "c.5.is": "known", "c.5.what": "region", "c.5.state": "has", "step": "show",
    }  # fmt: skip
    _before, at, _ = _draft(client.post(url, fields))
    page = _text(client.get(at))
    assert '<p class="bigcount">3</p>' in page
    assert "any broadcast" in page
    assert page.count("is known only of those signed in who said yes to that") == 1

    saved = client.post(url, {**fields, "name": "Five", "step": "save"})
    assert saved.status_code == 302
    assert "and then, within " in _text(client.get(saved["Location"]))
    fields |= {"c.2.broadcast": "", "c.1.within": "x", "name": "Six", "step": "save"}
    refused = client.post(url, fields)
    assert refused.status_code == 422
    assert "At most so many days later" in _text(refused)


def test_a_file_of_those_who_fit_leaves_a_line_in_the_log(
    cast: Cast, people: list[Any], client_for: Any
) -> None:
    audience = _audience(cast)
    url = f"/office/audiences/{audience.pk}/file/"
    assert client_for(cast.olga).post(url).status_code == 404
    assert "(CSV)" not in _text(client_for(cast.olga).get(f"/office/audiences/{audience.pk}/"))
    client = client_for(cast.fin)
    assert "Download 3 people (CSV)" in _text(client.get(f"/office/audiences/{audience.pk}/"))
    answer = client.post(url)

    lines = answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 4
    assert "Wanda Lis" in lines[1]
    assert "person" in lines[1]
    assert answer["Content-Disposition"] == 'attachment; filename="two-towns.csv"'
    entry = Entry.objects.get(verb="people.exported")
    assert entry.detail["count"] == 3
    assert entry.detail["filters"].startswith("Two towns: People who live in ")


def test_an_audience_of_nobody_is_no_file(cast: Cast, people: list[Any], client_for: Any) -> None:
    audience, client = _audience(cast, EMPTY), client_for(cast.fin)
    answer = client.post(f"/office/audiences/{audience.pk}/file/")

    assert "there is no file" in _text(client.get(answer["Location"]))
    assert not Entry.objects.filter(verb="people.exported").exists()
