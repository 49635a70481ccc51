"""Corrections through the door: begun with one press, practised, and read by everybody under one address."""

import re

import pytest
from django.urls import reverse

from muster.audiences import actions as audiences
from muster.audiences.definition import Group, Lives
from muster.broadcasts import actions
from muster.broadcasts.models import Broadcast, PageCount
from muster.delivery.models import Recipient
from muster.kit.actors import system
from muster.people.actions import consent
from tests.domains.broadcasts.sending import deliver
from tests.domains.broadcasts.stages import BOTH, Stages
from tests.web.office.broadcast_pages import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def stages(cast, make):
    return Stages(cast, make)


def at(name, broadcast):
    return reverse(f"office:{name}", args=[broadcast.pk])


@pytest.fixture
def original(stages):
    made = stages.sending()
    deliver(["accepted", "refused", "accepted", "unknown"])
    return made


def test_c1_from_the_results_to_a_draft_for_exactly_those_reached(original, cast, client_for):
    ana = client_for(cast.ana)
    page = ana.get(at("broadcast-correction", original))
    said = words(page)
    assert "Correct it for 3 people" in said
    assert "Write to the one person left" in said
    response = ana.post(at("broadcast-correction", original), {"aim": "reached"})
    made = Broadcast.objects.get(corrects=original)
    assert response["Location"] == at("broadcast", made)
    said = words(ana.get(at("broadcast-check", made)))
    assert "Those who got “Beach clean”, or may have" in said
    assert ana.post(at("broadcast-check", made)).status_code == 302
    said = words(client_for(cast.bo).get(at("broadcast-approve", made)))
    assert "Those who got “Beach clean”, or may have" in said
    assert "Taken back by" in words(ana.get(at("broadcast-correction", original)))
    # Whoever may only look cannot begin one.
    assert client_for(cast.vera).get(at("broadcast-correction", original)).status_code == 404


def test_c1_who_is_left_out_is_counted_where_it_is_checked_and_approved(
    stages, cast, client_for, make
):
    make.person(consent=True, country="FR", postcode="75001", region="FR-IDF")
    stages.audience = audiences.create(name="Both", definition=BOTH, by=cast.olga)
    original = stages.sending(size=5)
    deliver()
    right = audiences.create(
        name="Paris", definition=Group("all", (Lives(("FR-IDF",)),)), by=cast.olga
    )
    gone = Recipient.objects.filter(person_id=stages.people[0].pk).first()
    consent.withdraw(key_id=gone.key_id, purpose="news", source="test", by=system("test"))
    ana = client_for(cast.ana)
    ana.post(at("broadcast-correction", original), {"aim": "reached", "spared": str(right.pk)})
    made = Broadcast.objects.get(corrects=original)
    assert "1 were rightly reached; 1 have not said yes" in words(
        ana.get(at("broadcast-check", made))
    )
    assert "It concerns 5 people; 1 were" in words(ana.get(at("broadcast-spared", made)))
    stages.submit(made)
    said = words(client_for(cast.bo).get(at("broadcast-approve", made)))
    assert "It concerns 5 people. Left out: 1 were rightly reached; 1 have not said yes" in said
    assert made.declared_size == 4


def test_c2_its_page_shows_our_words_counts_a_number_and_knows_nobody(
    original, stages, cast, client
):
    made = actions.correct(broadcast_id=original.pk, by=cast.ana, session_mac="authors")
    address = reverse("site:word", args=[made.page_token])
    assert client.get(address).status_code == 404
    stages.submit(made)
    stages.answer(made, cast.bo)
    actions.release_due()
    page = client.get(address)
    assert "reached you by mistake" in words(page)
    assert "Hello friend" in words(page)
    assert not page.cookies
    client.get(address)
    client.head(address)
    assert [(one.broadcast_id, one.count) for one in PageCount.objects.all()] == [(made.pk, 2)]
    assert client.get(reverse("site:word", args=["nothing"])).status_code == 404


def test_c3_practice_begins_the_clock_and_the_page_tells_how_long_it_took(
    original, stages, cast, client_for
):
    ana = client_for(cast.ana)
    assert "time to practise" in words(ana.get(reverse("office:corrections")))
    assert client_for(cast.vera).post(reverse("office:corrections")).status_code == 404
    response = ana.post(reverse("office:corrections"))
    made = Broadcast.objects.get(corrects=original)
    assert response["Location"] == at("broadcast-check", made)
    stages.submit(made)
    stages.answer(made, cast.bo)
    actions.release_due()
    deliver()
    said = words(ana.get(reverse("office:corrections")))
    assert re.search(r"The last correction took \d+ seconds?", said)
    assert "time to practise" not in said
    stages.house.mode = "live"
    stages.house.save()
    assert ana.post(reverse("office:corrections")).status_code == 422
