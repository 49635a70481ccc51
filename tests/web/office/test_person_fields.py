"""Staff correct a record, go back to what a source said, choose whose word goes first, and tag."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from muster.kit.actors import system
from muster.people import actions
from muster.people.models import FieldValue, Person, Trait

pytestmark = pytest.mark.django_db
THEN = datetime(2026, 10, 1, 12, tzinfo=UTC)


def tell(source: str, day: int, **fields: str) -> Person:
    known = actions.Known(keys=[("email", "ewa@people.example")], fields=fields)
    at = THEN + timedelta(days=day)
    [found] = actions.resolve(known=[known], source=source, by=system("test"), at=at)
    return Person.objects.get(id=found.person_id)


@pytest.fixture
def ewa() -> Person:
    return tell("import:1", 0, given_name="Ewa", country="PL", postcode="90-001", language="pl")


def correct(client: Any, ewa: Person, **said: str) -> Any:
    names = ("given_name", "family_name", "country", "postcode", "language")
    data = {name: getattr(ewa, name) for name in names} | said
    return client.post(f"/office/people/{ewa.id}/details/", data)


def test_a_word_by_hand_holds_before_a_later_file(client_for: Any, cast: Any, ewa: Person) -> None:
    client = client_for(cast.olga)
    assert correct(client, ewa, given_name="Ewelina", postcode="00-001").status_code == 302
    ewa = tell("import:2", 2, given_name="Eva", family_name="Żak", postcode="90-001")
    assert (ewa.given_name, ewa.family_name, ewa.postcode) == ("Ewelina", "Żak", "00-001")
    assert ewa.region_id == "PL-14"
    why = client.get(f"/office/people/{ewa.id}/why/")
    for words in ("Ewelina", "Eva", "file import 2", "this kind of source goes first"):
        assert words in why.text, words
    back = client.post(f"/office/people/{ewa.id}/details/return/", {"field": "given_name"})
    assert back.status_code == 302
    ewa.refresh_from_db()
    assert (ewa.given_name, ewa.sort_key) == ("Eva", "zak eva")
    client.post(f"/office/people/{ewa.id}/details/return/", {"field": "postcode"})
    ewa.refresh_from_db()
    assert ewa.region_id == "PL-10"


def test_a_changed_order_decides_again(
    client_for: Any, cast: Any, ewa: Person, django_capture_on_commit_callbacks: Any
) -> None:
    tell("sign-up form", 1, given_name="Ewka")
    tell("import:2", 2, given_name="EWA")
    client = client_for(cast.ada)
    page = client.get("/office/settings/precedence/")
    assert page.status_code == 200
    data = {"given_name-0": "sign-up form"}
    assert client.post("/office/settings/precedence/", data).status_code == 302
    assert actions.decide_again(fields=["given_name"]) == 1
    ewa.refresh_from_db()
    assert (ewa.given_name, ewa.given_key) == ("Ewka", "ewka")
    assert tell("import:3", 3, given_name="Eve").given_name == "Ewka"
    assert client.post("/office/settings/precedence/", {"language-0": "x"}).status_code == 422


def test_bad_details_are_refused_with_words(client_for: Any, cast: Any, ewa: Person) -> None:
    page = correct(client_for(cast.olga), ewa, postcode="nonsense", language="P")
    assert page.status_code == 422
    assert "Write a code of two letters" in page.text


def test_a_move_out_of_ones_regions_is_kept(client_for: Any, cast: Any, ewa: Person) -> None:
    editor = client_for(cast.olga)
    assert correct(editor, ewa, country="FR", postcode="75001").status_code == 302
    ewa.refresh_from_db()
    assert ewa.region_id == "FR-IDF"


def test_erasing_and_export_know_the_words(ewa: Person) -> None:
    from muster.people.exporting import export_person

    said = export_person(ewa)["people"]["who_said_what"]
    assert {"given_name", "postcode"} <= {one["field"] for one in said}
    actions.forget_person(person=ewa, by=system("test"))
    assert not FieldValue.objects.filter(person=ewa).exists()


def test_tags_come_and_go(client_for: Any, cast: Any, ewa: Person) -> None:
    client, address = client_for(cast.olga), f"/office/people/{ewa.id}/tags/"
    for _again in range(2):
        assert client.post(address, {"tag": " first   aid "}).status_code == 302
    assert Trait.objects.get(person=ewa, to_at=None).value == "first aid"
    assert "first aid" in client.get(f"/office/people/{ewa.id}/").text
    assert client.post(address, {"tag": ""}).status_code == 302
    client.post(f"{address}removal/", {"tag": "first aid"})
    assert not Trait.objects.filter(person=ewa, to_at=None).exists()


def test_others_may_not(client_for: Any, cast: Any, ewa: Person) -> None:
    foreign = tell("import:1", 0, country="FR", postcode="75001")
    for rest in ("details/", "details/return/", "tags/", "tags/removal/"):
        address = f"/office/people/{foreign.id}/{rest}"
        assert client_for(cast.rita).post(address, {"tag": "x"}).status_code == 404
