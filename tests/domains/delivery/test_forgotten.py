"""A worker whose connection broke right after a claim lives on, so nobody else may take over: it gives back itself."""

import pytest

from muster.delivery import fence, queries
from muster.delivery.actions import parcels
from muster.delivery.models import Parcel
from muster.delivery.pump.guard import Trusting
from muster.delivery.pump.worker import Worker, fences_ready
from tests.domains.delivery.conftest import World

pytestmark = pytest.mark.django_db


def test_a_claim_whose_answer_was_lost_is_given_back_and_sent(world: World) -> None:
    world.people(4)
    release = world.release()
    fences_ready()
    worker = Worker(guard=Trusting())
    token = fence.matching()
    assert token is not None
    assert parcels.claim(worker=worker.name, channels=[], token=token) is not None
    try:
        for _turn in range(200):
            if not worker.step() and not worker.busy:
                break
            worker.wait(0.01)
        tally = queries.tally(release)
        assert (tally.accepted, tally.completed) == (4, True)
        assert not Parcel.objects.filter(release=release, state="claimed").exists()
    finally:
        worker.end()
