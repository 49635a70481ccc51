"""S13: numbers that add up, stand beside the last ones, and lead to the rows behind them (E3, R2)."""

import re

import pytest
from django.urls import reverse

from muster.audiences import actions as audiences
from muster.broadcasts import actions
from muster.delivery.actions.receipts import hear
from muster.delivery.models import Recipient, Release
from muster.kit import clock
from muster.kit.actors import system
from tests.domains.broadcasts.sending import deliver
from tests.domains.broadcasts.stages import BOTH, Stages
from tests.web.office.broadcast_pages import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def stages(cast, make):
    return Stages(cast, make, people=6)


def at(name, broadcast):
    return reverse(f"office:{name}", args=[broadcast.pk])


def heard(broadcast, *kinds):
    release = Release.objects.get(subject=broadcast.reference)
    found = Recipient.objects.filter(snapshot=release.snapshot, outcomes__kind="accepted")
    for place, (recipient, kind) in enumerate(zip(found.order_by("position"), kinds, strict=False)):
        hear(
            recipient_id=recipient.pk, kind=kind, at=clock.now(), source="test",
            event=f"{broadcast.pk}.{place}", detail="550 no such user", by=system("test"),
        )  # fmt: skip


@pytest.fixture
def made(stages):
    one = stages.sending(size=6)
    deliver(["accepted", "accepted", "accepted", "refused", "unknown", "accepted"])
    heard(one, "delivered", "bounced", "complained")
    return one


def test_e3_every_number_leads_to_as_many_rows(made, cast, client_for):
    vera = client_for(cast.vera)
    page = vera.get(at("broadcast-results", made))
    shown = page.content.decode()
    links = re.findall(r'<a href="([^"]*/rows/\?sort=[^"]+)">(?:<[^>]+>)*([\d,]+)<', shown)
    # Headline, bar, receipts and answers, one region.
    assert len(links) >= 5 + 4 + 8 + 3
    for link, number in links:
        rows = vera.get(link.replace("&amp;", "&")).context["rows"]
        assert len(rows) == int(number), link


def test_e3_the_rows_stay_within_the_regions_of_who_looks(stages, cast, client_for, make):
    make.person(consent=True, country="FR", postcode="75001", region="FR-IDF")
    stages.audience = audiences.create(name="Both", definition=BOTH, by=cast.olga)
    made = stages.sending(size=7)
    deliver()
    for staff, seen in ((cast.olga, 7), (cast.carla, 6)):
        rows = client_for(staff).get(at("broadcast-rows", made) + "?sort=accepted")
        assert len(rows.context["rows"]) == seen
    assert client_for(cast.ana).get(at("broadcast-rows", made) + "?sort=x").status_code == 404
    assert client_for(cast.nobody).get(at("broadcast-rows", made)).status_code == 404


def test_s13_it_stands_beside_the_last_one_and_says_how_it_was_stopped(
    stages, made, cast, client_for
):
    later = stages.halted(size=6, title="Later")
    actions.cancel(broadcast_id=later.pk, by=cast.olga)
    page = words(client_for(cast.vera).get(at("broadcast-results", later)))
    assert "last time 66.7" in page
    assert "Vera halted it" in page
    assert "It was not let go on" in page
    assert "We do not track opens" in page


def test_lineage_stands_on_both_pages_and_on_the_person(stages, made, cast, client_for):
    correction = actions.correct(broadcast_id=made.pk, by=cast.ana, session_mac="authors")
    stages.submit(correction)
    stages.answer(correction, cast.bo)
    actions.release_due()
    deliver()
    olga = client_for(cast.olga)
    assert "Taken back by Correction: Beach clean" in words(olga.get(at("broadcast-results", made)))
    assert "This takes back Beach clean" in words(olga.get(at("broadcast-results", correction)))
    reached = Recipient.objects.filter(
        snapshot__releases__subject=correction.reference, outcomes__kind="accepted"
    ).first()
    page = words(olga.get(reverse("office:person", args=[reached.person_id])))
    assert "Came by mistake; the correction reached them too" in page
    assert "The correction of Beach clean" in page
