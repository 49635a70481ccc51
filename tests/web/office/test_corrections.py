"""Corrections through the door: begun with one press, practised, and read by everybody under one address."""

import re

import pytest
from django.urls import reverse

from muster.broadcasts import actions
from muster.broadcasts.models import Broadcast, PageCount
from tests.domains.broadcasts.sending import deliver
from tests.domains.broadcasts.stages import Stages
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
    assert "Beach clean" in words(client_for(cast.bo).get(at("broadcast-approve", made)))
    assert "Taken back by" in words(ana.get(at("broadcast-correction", original)))
    # Whoever may only look cannot begin one.
    assert client_for(cast.vera).get(at("broadcast-correction", original)).status_code == 404


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
