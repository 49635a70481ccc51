"""One field finds people, threads, broadcasts, audiences and pages: only what this person may open."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from muster.audiences import actions as audiences
from muster.audiences.definition import Everyone
from muster.broadcasts import actions as broadcasts
from muster.inbox.models import Conversation
from muster.kit.actors import system
from muster.people import actions
from muster.people.models import IdentityKey, Person

pytestmark = pytest.mark.django_db
WORKER = system("worker")


@pytest.fixture
def folk(make: Any) -> dict[str, Person]:
    """Łucja in Łódź by every key there is, and Lucien in France."""
    found = {}
    for name, family, place, keys in (
        ("Łucja", "Żak", {}, [
            ("email", "lucja@people.example"),
            ("phone", "+48601234567"),
            ("external", "shop:A-17"),
            ("handle", "mastodon:lucja@social.example"),
        ]),
        ("Lucien", "Petit", {"country": "FR", "postcode": "75001"}, [
            ("email", "lucien@people.example"),
            ("phone", "+33601234567"),
            ("external", "shop:A-18"),
        ]),
    ):  # fmt: skip
        known = actions.Known(
            keys=tuple(keys),
            fields={"given_name": name, "family_name": family, "country": "PL",
                    "postcode": "90-001", "language": "en"} | place,
            consents=(),
        )  # fmt: skip
        [made] = actions.resolve(known=[known], source="t", by=WORKER, at=datetime.now(UTC))
        found[name] = Person.objects.get(id=made.person_id)
    return found


def lines(client: Any, text: str) -> dict[str, list[str]]:
    answer = client.get("/office/search/lines/", {"q": text}).json()
    return {
        group["title"]: [line["title"] for line in group["lines"]] for group in answer["groups"]
    }


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("lucja", ("Łucja Żak", "By name")),
        ("ŁUCJA ż", ("Łucja Żak", "By name")),
        ("zak", ("Łucja Żak", "By name")),
        ("lucja@peo", ("Łucja Żak", "By e-mail: lucja@people.example")),
        ("+48 601 234 567", ("Łucja Żak", "By telephone: +48601234567")),
        ("601-234-567", ("Łucja Żak", "By telephone: +48601234567")),
        ("0048601", ("Łucja Żak", "By telephone: +48601234567")),
        ("06 01 23 45 67", ("Lucien Petit", "By telephone: +33601234567")),
        ("A-17", ("Łucja Żak", "By number in another system: shop:A-17")),
        ("shop:A-18", ("Lucien Petit", "By number in another system: shop:A-18")),
        ("@lucja@soc", ("Łucja Żak", "By public name: mastodon:lucja@social.example")),
    ],
)
def test_a_person_is_found_by_what_is_at_hand(
    client_for: Any, cast: Any, folk: Any, text: str, found: tuple[str, str]
) -> None:
    name, reason = found
    client = client_for(cast.olga)
    [group] = client.get("/office/search/lines/", {"q": text}).json()["groups"]
    assert group["title"] == "People"
    assert (name, reason) in [(line["title"], line["reason"]) for line in group["lines"]]
    page = client.get("/office/search/", {"q": text})
    assert name in page.text
    assert reason in page.text
    assert client.get(group["lines"][0]["url"]).status_code == 200


@pytest.mark.parametrize("text", ["A-1", "601", "17", "nobody", "%", "_", "\x00", "", "😀", "'"])
def test_what_fits_nobody_says_so(client_for: Any, cast: Any, folk: Any, text: str) -> None:
    page = client_for(cast.olga).get("/office/search/", {"q": text})
    assert page.status_code == 200
    assert "Łucja" not in page.text
    assert "Nothing that you may see fits" in page.text or "What are you looking for?" in page.text


def test_nobody_of_another_region_is_found(client_for: Any, cast: Any, folk: Any) -> None:
    rita = client_for(cast.rita)  # Łódź alone
    assert lines(rita, "luc") == {"People": ["Łucja Żak"]}
    for text in ("lucien", "lucien@people.example", "+33601234567", "shop:A-18"):
        assert lines(rita, text) == {}, text
        assert "Petit" not in rita.get("/office/search/", {"q": text}).text


def test_nobody_erased_or_without_permission(client_for: Any, cast: Any, folk: Any) -> None:
    assert lines(client_for(cast.nobody), "lucja") == {}
    actions.forget_person(person=folk["Łucja"], by=WORKER)
    assert lines(client_for(cast.olga), "lucja") == {}


def test_broadcasts_and_audiences_by_a_word(client_for: Any, cast: Any) -> None:
    made = broadcasts.declare(
        title="Święto plaży",
        declared_text="helpers in Łódź",
        declared_size=40,
        by=cast.ana,
        session_mac="mine",
    )
    audiences.create(name="Plażowicze", definition=Everyone(), by=cast.ana)
    assert lines(client_for(cast.bo), "swieto PLAZY") == {"Broadcasts": ["Święto plaży"]}
    found = lines(client_for(cast.bo), "plaz")
    assert found == {"Broadcasts": ["Święto plaży"], "Audiences": ["Plażowicze"]}
    page = client_for(cast.bo).get("/office/search/", {"q": "helpers"})
    assert "By whom it is for: helpers in Łódź" in page.text
    assert f"/office/broadcasts/{made.pk}/" in page.text
    assert lines(client_for(cast.nobody), "plaz") == {}


def _thread(key: IdentityKey | None, **fields: Any) -> Conversation:
    now = datetime.now(UTC)
    made = Conversation(
        key=key, opened_at=now, last_at=now, state="waiting", proven=key is not None, **fields
    )
    made.find_key = made.folded()
    made.save()
    return made


def test_conversations_by_subject_writer_and_words(client_for: Any, cast: Any, folk: Any) -> None:
    key = IdentityKey.objects.get(value="lucien@people.example")
    _thread(key, subject="La fête", address=key.value, preview="Je viens à midi")
    _thread(None, subject="Question", name="Ümit", address="umit@elsewhere.example")
    olga, rita = client_for(cast.olga), client_for(cast.rita)
    for text, subject in [("fete", "La fête"), ("VIENS midi", "La fête"), ("umit", "Question"),
                          ("petit", "La fête"), ("umit@else", "Question")]:  # fmt: skip
        assert lines(olga, text)["Conversations"] == [subject], text
        assert "Conversations" not in lines(rita, text), text
    page = olga.get("/office/search/", {"q": "midi"})
    assert "By its words: Je viens à midi" in page.text


def test_pages_by_name_where_the_gate_lets_pass(client_for: Any, cast: Any) -> None:
    assert lines(client_for(cast.ana), "new broadcast") == {"Pages": ["Write a new broadcast"]}
    assert lines(client_for(cast.vera), "new broadcast") == {}
    assert lines(client_for(cast.ada), "audit") == {"Pages": ["Audit"]}
    assert lines(client_for(cast.olga), "audit") == {}


def test_strangers_find_nothing(client: Any) -> None:
    for path in ("/office/search/?q=a", "/office/search/lines/?q=a"):
        assert client.get(path).status_code == 302


def test_every_named_page_exists() -> None:
    from django.urls import NoReverseMatch, reverse

    from muster.web.office.search_pages import NAMED

    missing = []
    for name, _words in NAMED:
        try:
            reverse(f"office:{name}")
        except NoReverseMatch:
            missing.append(name)
    assert missing == []


def test_a_number_of_questions_that_does_not_grow(
    client_for: Any, cast: Any, make: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        make.person(given_name="Same", family_name=f"Name{number}")
    client = client_for(cast.olga)
    client.get("/office/search/lines/?q=same")
    with django_assert_max_num_queries(30):
        assert len(lines(client, "same")["People"]) == 5
