"""H1 for the whole organisation: one press and one confirm stop everything; lifting takes an approver."""

import pytest
from django.urls import reverse

from muster.audit.models import Entry
from muster.delivery.actions.stops import AlreadyStopped, stop
from muster.delivery.models import Stop
from tests.domains.broadcasts.stages import Stages
from tests.web.office.broadcast_pages import step_down, step_up, words

pytestmark = pytest.mark.django_db

PAGE, LIFTING = reverse("office:sending-stop"), reverse("office:sending-lifting")


@pytest.fixture
def stages(cast, make):
    return Stages(cast, make)


def test_h1_whoever_sees_broadcasts_stops_everything_and_every_page_says_so(
    stages, cast, client_for
):
    stages.sending()
    vera = client_for(cast.vera)
    assert PAGE in vera.get(reverse("office:broadcasts")).content.decode()
    assert "Beach clean" in words(vera.get(PAGE))
    assert not Stop.objects.exists()
    assert vera.post(PAGE, {"reason": "Wrong list"})["Location"] == PAGE
    said = words(vera.get(PAGE))
    assert "Vera stopped everything" in said
    assert "Wrong list" in said
    for staff, path, told in (
        (cast.vera, reverse("office:today"), "1 broadcast stands still"),
        (cast.nobody, reverse("office:today"), "Nothing leaves in bulk"),
    ):
        page = words(client_for(staff).get(path))
        assert "Everything is stopped since" in page
        assert told in page
    assert Entry.objects.filter(verb="sending.stopped", actor=cast.vera.actor).count() == 1


def test_h1_a_second_stop_says_that_the_first_one_holds(cast, client_for):
    stop(by=cast.vera)
    assert client_for(cast.ana).post(PAGE).status_code == 409
    with pytest.raises(AlreadyStopped):
        stop(by=cast.ana)
    assert Stop.objects.count() == 1


def test_lifting_takes_an_approver_with_fresh_proof(stages, cast, client_for):
    stop(by=cast.vera)
    assert client_for(cast.vera).post(LIFTING).status_code == 404
    bo = client_for(cast.bo)
    step_down(bo)
    refused = bo.post(LIFTING)
    assert refused.status_code == 403
    assert Stop.objects.filter(lifted_at=None).exists()
    step_up(bo, cast.bo)
    assert "Lift the stop" in words(bo.get(PAGE))
    assert bo.post(LIFTING).status_code == 302
    assert not Stop.objects.filter(lifted_at=None).exists()
    assert bo.post(LIFTING).status_code == 409
    assert "Everything is stopped" not in words(bo.get(PAGE))
