"""A colleague puts a public name, an address or a number on a record, and takes it off again."""

from __future__ import annotations

import pytest
from django.urls import reverse

from muster.activity.actions import append
from muster.activity.facts import NewFact
from muster.audit.models import Entry
from muster.kit import clock
from muster.people import actions, identities
from muster.people.models import IdentityKey, Person, PossibleMatch

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(make) -> Person:
    return make.person(
        email="ana@people.example", given_name="Ana", country="PL", postcode="90-001"
    )


@pytest.fixture
def olga(cast, client_for):
    client = client_for(cast.olga)
    client.staff = cast.olga
    return client


def put(client, person: Person, kind: str, value: str):
    address = reverse("office:person-identities", args=[person.pk])
    return client.post(address, {"kind": kind, "value": value}, follow=True)


def take_off(client, person: Person, key: IdentityKey):
    address = reverse("office:person-identity-removal", args=[person.pk, key.pk])
    return client.post(address, follow=True)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (("mastodon", "@Ana@Sea.example"), ("handle", "mastodon:ana@sea.example")),
        (("mastodon", "https://sea.example/@ana"), ("handle", "mastodon:ana@sea.example")),
        (("bluesky", "@ana.sea.example"), ("handle", "bluesky:ana.sea.example")),
        (
            ("bluesky", "https://bsky.app/profile/ana.sea.example"),
            ("handle", "bluesky:ana.sea.example"),
        ),
        (("email", "Ana.Other@people.example"), ("email", "ana.other@people.example")),
        (("phone", "512 345 678"), ("phone", "+48512345678")),
    ],
)
def test_what_was_written_stands_on_the_record_in_its_one_form(ana, olga, written, kept) -> None:
    page = put(olga, ana, *written)
    assert "It stands on the record." in page.text
    assert kept[1] in page.text
    key = IdentityKey.objects.get(kind=kept[0], value=kept[1])
    assert (key.person, key.source, key.verified_at) == (ana, f"staff:{olga.staff.pk}", None)
    assert bool(key.address_mac) == (kept[0] != "handle")
    told = Entry.objects.get(verb="person.key_added")
    assert kept[1] not in str(told.detail)


@pytest.mark.parametrize(
    ("kind", "written"),
    [("mastodon", "ana"), ("bluesky", "@ana"), ("mastodon", "a b@sea.example"), ("email", "ana"),
     ("phone", "12"), ("browser", "12345678"), ("", "x"), ("mastodon", "x" * 400)],
)  # fmt: skip
def test_what_is_none_is_refused_in_words(ana, cast, client_for, kind, written) -> None:
    page = put(client_for(cast.olga), ana, kind, written)
    assert page.status_code == 422
    assert IdentityKey.objects.filter(person=ana).count() == 1


def test_what_stands_elsewhere_stays_there_and_the_two_can_be_compared(
    ana, make, cast, client_for
) -> None:
    other = make.person(
        email="anna@people.example", given_name="Anna", country="PL", postcode="90-002"
    )
    client = client_for(cast.olga)
    put(client, other, "mastodon", "@ana@sea.example")
    page = put(client, ana, "mastodon", "@ana@sea.example")
    assert page.status_code == 409
    assert "This stands on another record." in page.text
    assert IdentityKey.objects.get(kind="handle").person == other
    beside = client.post(reverse("office:person-comparison", args=[ana.pk, other.pk]), follow=True)
    assert "Likely one person" in beside.text
    assert PossibleMatch.objects.count() == 1
    again = put(client, other, "mastodon", "ana@sea.example")
    assert "This stands on the record already." in again.text


def test_of_a_record_beyond_ones_regions_nothing_is_told(ana, make, cast, client_for) -> None:
    far = make.person(
        email="luc@people.example", given_name="Lucien", country="FR", postcode="75001"
    )
    put(client_for(cast.olga), far, "bluesky", "luc.sea.example")
    client = client_for(cast.rita)
    page = put(client, ana, "bluesky", "luc.sea.example")
    assert page.status_code == 409
    assert "You cannot see the other record." in page.text
    assert "Lucien" not in page.text
    assert (
        client.post(reverse("office:person-comparison", args=[ana.pk, far.pk])).status_code == 404
    )
    assert put(client, far, "bluesky", "x.sea.example").status_code == 404


def test_put_wrongly_it_goes_without_a_trace(ana, cast, client_for) -> None:
    client = client_for(cast.olga)
    put(client, ana, "mastodon", "@ana@sea.example")
    page = take_off(client, ana, IdentityKey.objects.get(kind="handle"))
    assert "It is off this record." in page.text
    assert not IdentityKey.objects.filter(kind="handle").exists()
    assert Entry.objects.filter(verb="person.key_taken_off").count() == 1


def test_what_came_by_it_goes_along_to_a_record_of_its_own(ana, cast, client_for) -> None:
    client = client_for(cast.olga)
    put(client, ana, "mastodon", "@ana@sea.example")
    key = IdentityKey.objects.get(kind="handle")
    append([NewFact("reply.received", key.pk, clock.now(), "inbox:mastodon", data={})])
    page = take_off(client, ana, key)
    assert "on a record of its own" in page.text
    key.refresh_from_db()
    assert key.person_id not in {None, ana.pk}
    assert identities.put_by_hand(key)


def test_nobody_brings_back_what_somebody_wanted_forgotten(ana, make, olga) -> None:
    gone = make.person(email="luc@people.example", given_name="Luc")
    put(olga, gone, "mastodon", "@luc@sea.example")
    actions.forget_person(person=gone, by=olga.staff, reason="asked")
    for kind, value in (("email", "luc@people.example"), ("mastodon", "@luc@sea.example")):
        page = put(olga, ana, kind, value)
        assert page.status_code == 422
        assert "Whoever had this was erased." in page.text


def test_what_others_said_and_what_somebody_agreed_to_stays(ana, cast, client_for) -> None:
    client = client_for(cast.olga)
    page = take_off(client, ana, ana.keys.get(kind="email"))
    assert "Only what a colleague put on the record can be taken off." in page.text
    put(client, ana, "email", "ana.other@people.example")
    key = IdentityKey.objects.get(value="ana.other@people.example")
    actions.grant(
        key_id=key.pk, channel="email", purpose="news", evidence="on the phone",
        source=cast.olga.actor, by=cast.olga,
    )  # fmt: skip
    assert "A yes or a no was noted for it" in take_off(client, ana, key).text
    assert IdentityKey.objects.filter(pk=key.pk, person=ana).exists()
