"""Phone calls: written down with the person, told in the timeline, listed for those who may see."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from muster.activity.models import Fact
from muster.kit import clock
from muster.kit.actors import system
from muster.people import actions as people
from muster.people.models import ConsentState, IdentityKey, Note, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def ewa():
    return known("+48601234567", given_name="Ewa", country="PL", postcode="90-001")


def known(phone, **fields):
    """Somebody with a telephone number."""
    one = people.Known(keys=(("phone", phone),), fields=fields)
    [made] = people.resolve(known=[one], source="test", by=system("test"), at=clock.now())
    return Person.objects.get(pk=made.person_id)


def call(ewa, **told):
    key = IdentityKey.objects.get(person=ewa, kind="phone").pk
    at = timezone.localtime() - timedelta(hours=1)
    said = {"key": key, "direction": "out", "at": f"{at:%Y-%m-%dT%H:%M}", "outcome": "talked",
            "minutes": "7", "topic": "Seal march", "wants": "no_more", "note": "Ask her son"}  # fmt: skip
    return said | told


def test_a_call_is_written_down_told_and_listed(cast, client_for, ewa):
    client = client_for(cast.olga)
    address = reverse("office:person-call", args=[ewa.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, call(ewa)).status_code == 302
    fact = Fact.objects.get(kind__name="call.logged")
    assert fact.data == {"direction": "out", "outcome": "talked", "minutes": 7, "wants": "no_more"}
    assert IdentityKey.objects.get(pk=fact.key_id).kind == "phone"
    assert Note.objects.get().text == "Ask her son"
    assert ConsentState.objects.get(purpose="calls").state == "withdrawn"
    page = client.get(reverse("office:person", args=[ewa.pk])).text
    assert "We called them. We talked. About “Seal march”. 7 min. Wants: No more calls." in page
    assert "Telephone calls: no" in page
    assert "Said no: Telephone calls" in page
    listed = client.get(reverse("office:calls"))
    assert "1 call in thirty days" in listed.text
    assert "Seal march" in listed.text
    none = client.get(reverse("office:calls"), {"outcome": "no_answer"})
    assert "No call fits" in none.text
    mine = {"staff": cast.olga.pk, "day": f"{timezone.localtime(fact.at):%Y-%m-%d}"}
    assert "1 call fits" in client.get(reverse("office:calls"), mine).text


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": "999999"}, {"key": ""}, {"direction": "up"}, {"outcome": ""}, {"minutes": "-1"},
        {"minutes": "99999999999999999999"}, {"at": "soon"}, {"at": "2999-01-01T10:00"},
        {"at": "0001-01-01T10:00"}, {"wants": "cake"}, {"topic": "x" * 81},
    ],
)  # fmt: skip
def test_what_is_no_call_is_refused_in_words(cast, client_for, ewa, wrong):
    answer = client_for(cast.olga).post(
        reverse("office:person-call", args=[ewa.pk]), call(ewa, **wrong)
    )
    assert answer.status_code == 422
    assert not Fact.objects.filter(kind__name="call.logged").exists()
    assert not Note.objects.exists()


def test_without_a_number_there_is_a_way_back(cast, client_for, make):
    jan = make.person(given_name="Jan")
    page = client_for(cast.olga).get(reverse("office:person-call", args=[jan.pk]))
    assert "We know no telephone number" in page.text


@pytest.mark.parametrize("asked", ["day=x", "day=0001-01-01", "staff=a", "outcome=%00", "page=-3"])
def test_odd_filters_break_nothing(cast, client_for, asked):
    assert client_for(cast.olga).get(reverse("office:calls") + "?" + asked).status_code == 200


def test_calls_with_people_elsewhere_are_not_shown(cast, client_for):
    luc = known("+33612345678", given_name="Luc", country="FR", postcode="75001")
    client_for(cast.olga).post(reverse("office:person-call", args=[luc.pk]), call(luc))
    assert "Luc" in client_for(cast.olga).get(reverse("office:calls")).text
    rita = client_for(cast.rita)
    assert "Luc" not in rita.get(reverse("office:calls")).text
    assert rita.get(reverse("office:person-call", args=[luc.pk])).status_code == 404
