"""Leaders for staff: who waits, point people, call lists and aims; only of one’s own regions, changed only by right."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from muster.groups.models import Aim, CallList, CallTarget, PointPerson
from muster.kit import clock
from muster.people.models import Person, Trait
from tests.domains.groups.leaders import SCRIPT, leader, listed, member, membership, ring
from tests.domains.groups.team import NOW, joined, topic

pytestmark = pytest.mark.django_db
PHONE = "+48601000001"


@pytest.fixture
def lea(make: Any, cast: Any) -> Any:
    return leader(make, cast.olga, at=clock.now() - timedelta(days=40))


@pytest.fixture
def mia(make: Any, lea: Any) -> Person:
    return member(make, family_name="Maj", at=clock.now() - timedelta(hours=80), phone=PHONE)


def address(lea: Any, *parts: object) -> str:
    return f"/office/groups/{lea.group.pk}/" + "".join(f"{part}/" for part in parts)


def test_staff_see_who_waits_and_give_them_a_point_person(
    client_for: Any, cast: Any, lea: Any, mia: Any
) -> None:
    client, number = client_for(cast.olga), membership(mia, lea.group)
    page = client.get(address(lea, "leaders"))
    assert "1 new member waits too long for a first word" in page.text
    assert "80 hours" in page.text
    assert "Late" in page.text
    assert "+48 … 01" in page.text
    client.post(address(lea, "leaders", number, "point"), {"leader": lea.key.pk})
    assert "Lea L. looks after them." in client.get(address(lea, "leaders")).text
    wrong = client.post(
        address(lea, "leaders", number, "point"), {"leader": "7777777"}, follow=True
    )
    assert "Choose one of the leaders of this team." in wrong.text
    client.post(address(lea, "leaders", number, "point"), {"leader": ""})
    assert not PointPerson.objects.filter(to_at=None).exists()
    shared = client.post(address(lea, "leaders", "sharing"), follow=True)
    assert "1 member has a point person now." in shared.text


def test_a_team_without_leaders_says_what_to_do(client_for: Any, cast: Any, make: Any) -> None:
    divers = topic(cast.olga)
    joined(make, divers)
    client = client_for(cast.olga)
    page = client.get(f"/office/groups/{divers.pk}/leaders/")
    assert "Nobody leads this team yet." in page.text
    shared = client.post(f"/office/groups/{divers.pk}/leaders/sharing/", follow=True)
    assert "Choose one of the leaders" in shared.text


def test_a_list_is_made_read_and_closed(client_for: Any, cast: Any, lea: Any, mia: Any) -> None:
    client = client_for(cast.olga)
    assert "No call list yet" in client.get(address(lea, "calls")).text
    told = {"source": "unspoken", "title": "First words", "script": SCRIPT}
    assert client.get(address(lea, "calls", "new")).status_code == 200
    made = client.post(address(lea, "calls", "new"), told, follow=True)
    assert "1 of 1 is left to call." in made.text
    assert "To be called" in made.text
    assert PHONE not in made.text
    assert "1 call to make" in client.get(address(lea, "calls")).text
    held = CallList.objects.get()
    assert held.made_by == cast.olga.actor
    client.post(address(lea, "calls", held.pk, "closure"))
    assert "This list is closed." in client.get(address(lea, "calls", held.pk)).text


def test_a_list_of_a_skill_has_those_who_hold_it(
    client_for: Any, cast: Any, make: Any, lea: Any, mia: Any
) -> None:
    diver = member(make, "Dan", phone="+48601000002")
    Trait.objects.create(person=diver, kind="skill", value="diver", from_at=NOW)
    stranger = make.person()
    ring(stranger, "+48601000003")
    Trait.objects.create(person=stranger, kind="skill", value="diver", from_at=NOW)
    told = {"source": "skill", "skill": "diver", "title": "Divers", "script": "Hello"}
    client_for(cast.olga).post(address(lea, "calls", "new"), told)
    assert [one.key.person_id for one in CallTarget.objects.all()] == [diver.pk]


@pytest.mark.parametrize(
    "wrong",
    [
        {"source": "own"},
        {"source": ""},
        {"title": ""},
        {"script": "{nick}"},
        {"earlier": "9"},
        {"skill": "x"},
    ],
)
def test_what_is_no_list_is_refused_in_words(
    client_for: Any, cast: Any, lea: Any, mia: Any, wrong: Any
) -> None:
    listed(lea, mia)
    Trait.objects.create(person=mia, kind="skill", value="diver", from_at=NOW)
    told = {"source": "unspoken", "title": "T", "script": "Hello"} | wrong
    answer = client_for(cast.olga).post(address(lea, "calls", "new"), told)
    assert answer.status_code == 422
    assert CallList.objects.count() == 1


def test_the_numbers_and_their_aims(client_for: Any, cast: Any, lea: Any, mia: Any) -> None:
    client = client_for(cast.olga)
    set_ = client.post(address(lea, "numbers", "aims"), {"members": "1"}, follow=True)
    assert "The aims of this week hold." in set_.text
    assert Aim.objects.get().set_by == cast.olga.actor
    wrong = client.post(address(lea, "numbers", "aims"), {"members": "-1"}, follow=True)
    assert "Write a whole number" in wrong.text
    assert "Show as table" in client.get(address(lea, "numbers")).text


def test_readers_read_and_other_regions_find_nothing(
    client_for: Any, cast: Any, make: Any, lea: Any, mia: Any
) -> None:
    viewer, held = client_for(cast.vera), listed(lea, mia)
    number = membership(mia, lea.group)
    for path in (("leaders",), ("calls",), ("calls", held.pk), ("numbers",)):
        assert viewer.get(address(lea, *path)).status_code == 200, path
    warsaw = leader(make, cast.olga, given_name="Ida", postcode="00-001")
    rita = client_for(cast.rita)
    assert rita.get(address(lea, "leaders")).status_code == 200
    assert rita.get(address(warsaw, "leaders")).status_code == 404
    for path in (
        ("leaders", "sharing"), ("leaders", number, "point"), ("calls", "new"), ("calls", held.pk, "closure"),
        ("numbers", "aims"),
    ):  # fmt: skip
        assert viewer.post(address(lea, *path)).status_code == 404, path
        assert rita.post(address(warsaw, *path)).status_code == 404, path


def test_staff_of_a_region_change_nothing_of_others_in_a_topic(
    client_for: Any, cast: Any, make: Any
) -> None:
    divers = topic(cast.olga)
    luc = joined(make, divers, given_name="Luc", country="FR", postcode="75001")
    rita, number = client_for(cast.rita), membership(luc, divers)
    assert "Luc" not in rita.get(f"/office/groups/{divers.pk}/leaders/").text
    for path in (f"leaders/{number}/point/", "leaders/sharing/", "numbers/aims/"):
        assert rita.post(f"/office/groups/{divers.pk}/{path}").status_code == 404, path


def test_lists_ask_no_more_for_many(
    client_for: Any, cast: Any, make: Any, lea: Any, mia: Any
) -> None:
    client, held = client_for(cast.olga), listed(lea, mia)

    def asked(*path: object) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address(lea, *path)).status_code == 200
        return len(queries)

    paths = (("leaders",), ("calls",), ("calls", held.pk))
    asked("leaders")  # what is kept in mind for good is asked once
    before = [asked(*path) for path in paths]
    for number in range(5):
        more = member(make, f"B{number}", phone=f"+4860200001{number}")
        listed(lea, more)
        CallTarget.objects.create(call_list=held, key=ring(more, f"+4860300001{number}"))
    assert [asked(*path) for path in paths] == before
