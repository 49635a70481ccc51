"""S4: two records side by side, joined, kept both or put off; by those who answer for both."""

from __future__ import annotations

from typing import Any

import pytest

from muster.kit.actors import system
from muster.people import actions
from muster.people.models import IdentityKey, KeptApart, MergeEdge, Person, PossibleMatch

pytestmark = pytest.mark.django_db
BY = system("matching")


@pytest.fixture
def match(make: Any) -> PossibleMatch:
    """Ewa signed up twice; with the mailbox at work she said no later."""
    said = {"given_name": "Ewa", "family_name": "Łęcka"}
    make.person(**said, email="ewa77@home.example", consent=True, tags=["diver"])
    other = make.person(**said, email="ewa77@work.example", consent=True)
    key = IdentityKey.objects.get(person=other)
    actions.withdraw(key_id=key.id, purpose="news", source="phone", by=BY)
    actions.find_matches(by=BY)
    return PossibleMatch.objects.get()


def seen(client: Any) -> str:
    text = client.get("/office/duplicates/").text
    return text.partition('name="seen" value="')[2].partition('"')[0]


def test_the_queue_is_empty_until_there_is_a_pair(client_for: Any, cast: Any) -> None:
    client = client_for(cast.olga)
    text = client.get("/office/duplicates/").text
    assert "No two records look like one person" in text
    assert client.post("/office/duplicates/searches/").status_code == 302


def test_only_what_differs_stands_side_by_side(client_for: Any, cast: Any, match: Any) -> None:
    text = client_for(cast.olga).get("/office/duplicates/").text
    assert "All but certainly one person" in text
    assert "one record said no where the other said yes" in text
    assert "ewa77@home.example" in text
    assert "ewa77@work.example" in text
    assert "Both say the same: Given name, Family name, Country, Postcode, Language" in text
    assert "<dt>Family name</dt>" not in text
    assert 'data-key="1"' in text
    assert 'data-key="2"' in text
    assert 'data-key="0"' in text


def test_join_keeps_the_chosen_one_and_undo_is_at_hand(
    client_for: Any, cast: Any, match: Any
) -> None:
    client = client_for(cast.olga)
    told = {"keep": "other", "seen": seen(client)}
    assert client.post(f"/office/duplicates/{match.id}/joins/", told).status_code == 302
    edge = MergeEdge.objects.get()
    assert (edge.into_person, edge.from_person) == (match.other_id, match.one_id)
    text = client.get("/office/duplicates/").text
    undo = f"/office/people/{edge.into_person}/joins/{edge.id}/partings/"
    assert undo in text
    page = client.post(undo, {"next": "duplicates"})
    assert page["Location"] == "/office/duplicates/"
    assert Person.objects.get(id=match.one_id).joined_into is None
    assert f"/office/duplicates/{match.id}/joins/" in client.get("/office/duplicates/").text


def test_keep_both_and_ask_again(client_for: Any, cast: Any, match: Any) -> None:
    client = client_for(cast.olga)
    told = {"seen": seen(client)}
    assert client.post(f"/office/duplicates/{match.id}/separations/", told).status_code == 302
    text = client.get("/office/duplicates/").text
    assert "Kept apart by Olga" in text
    assert client.get(f"/office/duplicates/{match.id}/").status_code == 404
    apart = KeptApart.objects.get()
    client.post(f"/office/duplicates/apart/{apart.id}/questions/")
    assert client.get(f"/office/duplicates/{match.id}/").status_code == 200


def test_later_and_what_no_button_sends(client_for: Any, cast: Any, match: Any) -> None:
    client = client_for(cast.olga)
    for noun in ("joins", "separations", "postponements"):
        assert client.post(f"/office/duplicates/{match.id}/{noun}/", {}).status_code == 422
    told = {"seen": seen(client)}
    assert client.post(f"/office/duplicates/{match.id}/postponements/", told).status_code == 302
    assert "Put off by Olga until" in client.get("/office/duplicates/").text


def test_a_decision_about_an_older_page_is_refused(client_for: Any, cast: Any, match: Any) -> None:
    client = client_for(cast.olga)
    told = {"keep": "one", "seen": seen(client)}
    actions.edit(person=match.other, fields={"given_name": "Ewelina"}, by=cast.olga)
    page = client.post(f"/office/duplicates/{match.id}/joins/", told, follow=True)
    assert "changed since you opened the page" in page.text
    assert not MergeEdge.objects.exists()


def test_both_people_must_be_the_readers(client_for: Any, cast: Any, match: Any, make: Any) -> None:
    said = {"given_name": "Iga", "family_name": "Ska"}
    here = make.person(**said, email="iga42@home.example")
    make.person(**said, email="iga42@work.example", postcode="00-001")
    actions.find_matches(by=BY)
    across = PossibleMatch.objects.get(one=here)
    rita = client_for(cast.rita)
    assert rita.get(f"/office/duplicates/{match.id}/").status_code == 404  # numbered anew
    own = PossibleMatch.objects.exclude(id=across.id).get()
    assert rita.get(f"/office/duplicates/{own.id}/").status_code == 200
    assert rita.get(f"/office/duplicates/{across.id}/").status_code == 404
    assert "iga42" not in rita.get("/office/duplicates/").text
    assert client_for(cast.olga).get(f"/office/duplicates/{across.id}/").status_code == 200
    assert client_for(cast.vera).get("/office/duplicates/").status_code == 404


def test_the_way_there(client_for: Any, cast: Any, match: Any) -> None:
    client = client_for(cast.olga)
    assert "Possible duplicates (1)" in client.get("/office/people/").text
    page = client.get(f"/office/people/{match.one_id}/").text
    assert f"/office/duplicates/{match.id}/" in page
    today = client.get("/office/").text
    assert "1 pair of records may be one person who answered differently" in today


def test_an_administrator_lets_the_surest_join(client_for: Any, cast: Any, match: Any) -> None:
    client = client_for(cast.ada)
    assert "join without one" in client.get("/office/settings/matching/").text
    assert client.post("/office/settings/matching/", {"auto_join": "on"}).status_code == 302
    assert actions.find_matches(by=BY).joined == 1
    assert "Joined by itself" in client_for(cast.olga).get("/office/duplicates/").text
    assert client_for(cast.olga).get("/office/settings/matching/").status_code == 404
