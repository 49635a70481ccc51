"""Staff find people and see one record with everything proved, within their own regions."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from muster.kit.actors import system
from muster.people import actions
from muster.people.models import ConsentEntry, ConsentState, Note, Person

pytestmark = pytest.mark.django_db
WORKER = system("worker")


@pytest.fixture
def folk(make: Any) -> dict[str, Person]:
    """Ewa in Łódź, Jan in Warsaw, Luc in France with no consent."""
    ewa = make.person(
        email="ewa@people.example", given_name="Ewa", family_name="Żak", tags=["helper"],
        consent=True,
    )  # fmt: skip
    jan = make.person(given_name="Jan", family_name="Nowak", postcode="00-001", consent=True)
    luc = make.person(given_name="Luc", family_name="Petit", country="FR", postcode="75001")
    return {"ewa": ewa, "jan": jan, "luc": luc}


def found(page: Any) -> set[str]:
    return {name for name in ("Ewa Żak", "Jan Nowak", "Luc Petit") if name in page.text}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", {"Ewa Żak", "Jan Nowak", "Luc Petit"}),
        ("?q=zak", {"Ewa Żak"}),
        ("?q=EWA", {"Ewa Żak"}),
        ("?q=ewa+z", {"Ewa Żak"}),
        ("?q=ewa%40people", {"Ewa Żak"}),
        ("?region=FR-IDF", {"Luc Petit"}),
        ("?tag=helper", {"Ewa Żak"}),
        ("?consent=email:news", {"Ewa Żak", "Jan Nowak"}),
        ("?consent=no", {"Luc Petit"}),
        ("?consent=nonsense", set()),
        ("?q=%00", {"Ewa Żak", "Jan Nowak", "Luc Petit"}),
        ("?q=nobody&region=PL-10", set()),
    ],
)
def test_finding(client_for: Any, cast: Any, folk: Any, query: str, names: set[str]) -> None:
    page = client_for(cast.olga).get(f"/office/people/{query}")
    assert page.status_code == 200
    assert found(page) == names


def test_finding_by_telephone(client_for: Any, cast: Any, folk: Any) -> None:
    actions.resolve(
        known=[
            actions.Known(
                keys=[("email", "ewa@people.example"), ("phone", "+48600100200")],
            )
        ],
        source="test", by=WORKER, at=timezone.now(),
    )  # fmt: skip
    assert found(client_for(cast.olga).get("/office/people/?q=%2B48+600+1")) == {"Ewa Żak"}


def test_a_reader_of_one_region_sees_that_region(client_for: Any, cast: Any, folk: Any) -> None:
    client = client_for(cast.rita)
    page = client.get("/office/people/")
    assert found(page) == {"Ewa Żak"}
    assert "1 person" in page.text
    nobody = client.get("/office/people/?q=nowak")
    assert "Nobody in your regions fits" in nobody.text
    assert "not shown to you" in nobody.text
    everyone = client_for(cast.olga).get("/office/people/?q=xyz")
    assert "Nobody fits" in everyone.text


def test_absent_and_not_yours_look_the_same(client_for: Any, cast: Any, folk: Any) -> None:
    client = client_for(cast.rita)
    for rest in ("", "why/", "consent/"):
        absent = client.get(f"/office/people/999999/{rest}")
        foreign = client.get(f"/office/people/{folk['jan'].id}/{rest}")
        assert absent.status_code == foreign.status_code == 404
        assert absent.text.replace("999999", "") == foreign.text.replace(str(folk["jan"].id), "")


def test_those_without_the_permission_see_nothing(client_for: Any, cast: Any, folk: Any) -> None:
    assert client_for(cast.nobody).get("/office/people/").status_code == 404
    assert client_for().get("/office/people/").status_code == 302


def test_the_list_turns_its_pages_by_name(client_for: Any, cast: Any) -> None:
    known = [
        actions.Known(keys=[("email", f"p{n}@people.example")], fields={"given_name": f"P{n:03d}"})
        for n in range(120)
    ]
    actions.resolve(known=known, source="test", by=WORKER, at=timezone.now())
    client, address, names = client_for(cast.olga), "/office/people/", []
    for _page in range(3):
        page = client.get(address)
        names += [row["person"].given_name for row in page.context["rows"]]
        address = f"/office/people/{page.context['next']}"
    assert names == [f"P{n:03d}" for n in range(120)]


def test_the_person_page_proves_what_it_says(client_for: Any, cast: Any, folk: Any) -> None:
    page = client_for(cast.olga).get(f"/office/people/{folk['ewa'].id}/")
    assert page.status_code == 200
    for words in (
        "Ewa Żak", "90-001", "E-mail, News and invitations: yes", "never asked", "Came in from test",
        "helper", "ewa@people.example",
    ):  # fmt: skip
        assert words in page.text, words
    only = client_for(cast.olga).get(f"/office/people/{folk['ewa'].id}/?what=consent")
    assert "Said yes" in only.text
    assert "Came in from test" not in only.text


def test_the_number_of_queries_is_fixed(
    client_for: Any, cast: Any, make: Any, django_assert_max_num_queries: Any
) -> None:
    client = client_for(cast.olga)
    many = [
        actions.Known(
            keys=[("email", f"q{n}@people.example")], fields={"given_name": f"Q{n}"}, tags=["a"]
        )
        for n in range(60)
    ]
    one = make.person(given_name="One", consent=True)
    client.get("/office/people/")  # the first request of a session also renews it
    with django_assert_max_num_queries(26) as few_in_list:
        client.get("/office/people/")
    with django_assert_max_num_queries(36) as few_of_one:
        client.get(f"/office/people/{one.id}/")
    actions.resolve(known=many, source="test", by=WORKER, at=timezone.now())
    for number in range(8):
        actions.add_note(person=one, text=f"Note {number}", by=cast.olga)
    with django_assert_max_num_queries(26) as more_in_list:
        client.get("/office/people/")
    with django_assert_max_num_queries(36) as more_of_one:
        client.get(f"/office/people/{one.id}/")
    assert len(few_in_list.captured_queries) == len(more_in_list.captured_queries)
    assert len(few_of_one.captured_queries) == len(more_of_one.captured_queries)


def test_a_note_is_kept_with_its_author(client_for: Any, cast: Any, folk: Any) -> None:
    address = f"/office/people/{folk['ewa'].id}/notes/"
    client = client_for(cast.olga)
    page = client.post(address, {"text": "Speaks “Kashubian”."}, follow=True)
    assert "Speaks “Kashubian”." in page.text
    note = Note.objects.get()
    assert (note.author, note.author_name) == (cast.olga.actor, "Olga")
    empty = client.post(address, {"text": "  "})
    assert empty.status_code == 422
    assert "Write the note" in empty.text
    assert client.post(address, {"text": "x" * 5001}).status_code == 422
    assert client_for(cast.vera).post(address, {"text": "x"}).status_code == 404
    assert client_for(cast.rita).post(f"/office/people/{folk['jan'].id}/notes/").status_code == 404


def test_consent_changes_only_with_proof(client_for: Any, cast: Any, folk: Any) -> None:
    ewa = folk["ewa"]
    key = ewa.keys.get(kind="email")
    said = {"key": key.id, "channel": "email", "purpose": "news", "state": "withdrawn"}
    client = client_for(cast.olga)
    query = "&".join(f"{name}={value}" for name, value in said.items())
    assert "They said no" in client.get(f"/office/people/{ewa.id}/consent/?{query}").text
    address = f"/office/people/{ewa.id}/consents/"
    page = client.post(address, said)
    assert page.status_code == 422
    assert "it is the proof" in page.text
    client.post(address, {**said, "evidence": "told us on the phone"})
    assert ConsentState.objects.get(key=key).state == "withdrawn"
    entry = ConsentEntry.objects.latest("id")
    assert (entry.evidence, entry.actor) == ("told us on the phone", cast.olga.actor)
    other = folk["jan"].keys.get(kind="email")
    wrong = client.post(address, {**said, "key": other.id, "evidence": "x"})
    assert wrong.status_code == 404
    why = client.get(f"/office/people/{ewa.id}/why/")
    assert "told us on the phone" in why.text


def test_an_erased_person_is_a_tombstone(client_for: Any, cast: Any, folk: Any) -> None:
    actions.forget_person(person=folk["ewa"], by=WORKER)
    client = client_for(cast.olga)
    assert found(client.get("/office/people/")) == {"Jan Nowak", "Luc Petit"}
    page = client.get(f"/office/people/{folk['ewa'].id}/")
    assert "Only the number stays" in page.text
    assert "ewa@people.example" not in page.text
