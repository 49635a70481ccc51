"""On the page of a person: a joined record leads to the one that stands, and a join can be undone."""

from __future__ import annotations

from typing import Any

import pytest

from muster.kit.actors import system
from muster.people import actions
from muster.people.models import MergeEdge, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def joined(make: Any) -> MergeEdge:
    """Two records of Ewa in Łódź, made one."""
    ewa = make.person(given_name="Ewa", consent=True)
    again = make.person(given_name="Ewunia")
    return actions.join_people(keep=ewa, other=again, by=system("test"))


def undo(edge: MergeEdge) -> str:
    return f"/office/people/{edge.into_person}/joins/{edge.id}/partings/"


def test_the_joined_record_leads_to_the_one_that_stands(
    client_for: Any, cast: Any, joined: Any
) -> None:
    page = client_for(cast.olga).get(f"/office/people/{joined.from_person}/")
    assert page.status_code == 302
    assert page["Location"] == f"/office/people/{joined.into_person}/"
    assert "Ewunia" not in client_for(cast.olga).get("/office/people/").text


def test_undo_makes_two_of_it(client_for: Any, cast: Any, joined: Any) -> None:
    client = client_for(cast.olga)
    assert undo(joined) in client.get(f"/office/people/{joined.into_person}/").text
    assert client.post(undo(joined)).status_code == 302
    assert Person.objects.get(id=joined.from_person).joined_into is None
    page = client.get(f"/office/people/{joined.into_person}/")
    assert undo(joined) not in page.text
    assert client.get(f"/office/people/{joined.from_person}/").status_code == 200
    # Pressed twice, it says so and changes nothing more.
    assert client.post(undo(joined)).status_code == 302


def test_both_must_be_visible(client_for: Any, cast: Any, make: Any) -> None:
    here, there = make.person(given_name="Ewa"), make.person(given_name="Jan", postcode="00-001")
    edge = actions.join_people(keep=here, other=there, by=system("test"))
    assert client_for(cast.rita).post(undo(edge)).status_code == 404
    assert client_for(cast.rita).get(f"/office/people/{there.id}/").status_code == 404
    assert Person.objects.get(id=there.id).joined_into == here.id


def test_the_words_of_the_other_record_are_told_too(client_for: Any, cast: Any, make: Any) -> None:
    from muster.people.exporting import export_person

    kept, other = make.person(given_name="Ewa"), make.person(given_name="Eva")
    actions.join_people(keep=kept, other=other, by=system("test"))
    page = client_for(cast.olga).get(f"/office/people/{kept.pk}/why/")
    assert "from the joined record" in page.text
    assert "Eva" in page.text
    said = export_person(kept)["people"]["who_said_what"]
    assert {(word["value"], word["from_the_joined_record"]) for word in said} >= {
        ("Ewa", False),
        ("Eva", True),
    }
