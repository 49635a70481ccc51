"""Claims that meet: two broadcasts and one person, a trickle and many workers, a stop and a claim."""

import threading
import time
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from muster.delivery import fence
from muster.delivery.actions import claiming, parcels, stops, waves
from muster.delivery.actions.parcels import Claimed
from muster.delivery.models import ContactSlot, Release, Stop
from muster.kit import clock
from tests.domains.delivery.conftest import BY, World

pytestmark = pytest.mark.django_db(transaction=True)


def together(work: Callable[[int], object], number: int) -> list[object]:
    """Run it that many times at once, each on a connection of its own."""
    barrier, found = threading.Barrier(number), []

    def one(place: int) -> None:
        try:
            barrier.wait(timeout=30)
            found.append(work(place))
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(place,)) for place in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return found


def claim(place: int) -> Claimed | None:
    token = fence.in_database()
    assert token is not None
    return parcels.claim(worker=f"w{place}", channels=["email"], token=token)


def test_two_broadcasts_never_share_the_last_place_of_a_week(world: World, settings) -> None:
    settings.MUSTER_WEEKLY_CAPS = {"email": 2}
    world.house(mode="live")
    world.people(30)
    for number in range(1, 5):
        world.release(world.document(world.snapshot(subject=f"broadcast:{number}")))
    taken = [one for one in together(claim, 4) if isinstance(one, Claimed)]
    assert len({one.release_id for one in taken}) == 4
    reached = Counter(one.person_id for parcel in taken for one in parcel.people if one.open)
    assert set(reached.values()) == {2}
    assert ContactSlot.objects.count() == 60


def test_workers_that_claim_at_once_let_no_more_out_than_may_be(world: World) -> None:
    world.people(40)
    world.release(waves=(40,), trickle=20, feedback_minutes=0)
    # No spacing, so that only the counting stands between eight workers and too many.
    Release.objects.update(feedback_seconds=0)
    taken = [one for one in together(claim, 8) if isinstance(one, Claimed)]
    assert sum(len(one.people) for one in taken) == 20


def test_a_stop_waits_for_the_claim_under_way_and_lets_none_begin(world: World) -> None:
    world.people(4)
    world.release()
    stopping = threading.Thread(target=together, args=(lambda _place: stops.stop(by=BY), 1))
    with transaction.atomic(), connection.cursor() as cursor:
        claiming.turn(cursor)
        stopping.start()
        time.sleep(0.3)
        assert not Stop.objects.exists()
    stopping.join(timeout=30)
    assert Stop.objects.filter(lifted_at=None).exists()
    assert claim(0) is None


def test_workers_that_look_at_once_open_a_wave_once(world: World) -> None:
    world.people(4)
    release = world.release(waves=(1, 1))
    release.parcels.filter(wave=1).update(state="finished", finished_at=clock.db_now())
    waves.tend(clock.now())
    together(lambda _place: waves._pass(release.waves.get(number=1), clock.now()), 6)
    release.refresh_from_db()
    assert release.open_wave == 2
    assert release.waves.get(number=3).opened_at is None
