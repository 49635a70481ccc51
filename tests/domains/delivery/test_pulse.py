"""The listener of a worker hears every notice and goes on listening."""

import time

import pytest
from django.db import connection, transaction

from muster.delivery import actions
from muster.delivery.actions import stops
from muster.delivery.pump.guard import SILENCE, Pulse
from tests.domains.delivery.conftest import BY, World


@pytest.mark.django_db(transaction=True)
def test_a_worker_still_hears_after_many_notices() -> None:
    pulse = Pulse("listener of a test")
    pulse.start()
    try:
        _until(lambda: pulse.fresh)
        for _notice in range(5):
            pulse.woken.clear()
            with connection.cursor() as cursor:
                cursor.execute("NOTIFY delivery")
            assert pulse.woken.wait(10), "a notice was not heard"
        # Longer than the silence after which nothing may leave any more.
        time.sleep(1)
        _until(lambda: pulse.fresh)
    finally:
        pulse.end()
    assert not pulse.is_alive()


@pytest.mark.django_db(transaction=True)
def test_an_answer_wakes_the_gates_and_nobody_else() -> None:
    pulse = Pulse("listener of a test")
    pulse.start()
    try:
        _until(lambda: pulse.fresh)
        pulse.woken.clear()
        pulse.heard.clear()
        with connection.cursor() as cursor:
            cursor.execute("NOTIFY delivery, 'heard'")
        assert pulse.heard.wait(10)
        assert not pulse.woken.is_set()
    finally:
        pulse.end()


def test_h3_the_clock_of_the_database_is_never_taken_for_earlier_than_it_is() -> None:
    pulse = Pulse("listener of a test")
    # It is 20 ms ahead of ours; each answer took a while on its way, so it seems to be more.
    for took in (0.031, 0.004, 0.250):
        pulse._measure(0.020 + took)
    assert 0.020 <= pulse.skew <= 0.0245
    # It is set back by a second: within some answers that is known, too.
    for _answer in range(60):
        pulse._measure(-0.980 + 0.003)
    assert -0.980 <= pulse.skew <= -0.97


@pytest.mark.django_db(transaction=True)
def test_h5_not_hearing_the_database_for_half_a_second_is_a_halt(world: World) -> None:
    # A tenth of it is for what left just before.
    assert SILENCE <= 0.4
    world.people(2)
    release = world.release()
    pulse = Pulse("listener of a test")
    since = time.monotonic()
    pulse.start()
    try:
        _until(lambda: pulse.allows(release.pk))
        # Whether it is halted cannot be read: the question waits behind a lock, or is cut off.
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE delivery_release IN ACCESS EXCLUSIVE MODE")
            unheard = time.monotonic()
            _until(lambda: not pulse.allows(release.pk))
            # From here on nothing is heard, so nothing leaves, however long that takes.
            while time.monotonic() < unheard + 3 * SILENCE:
                assert not pulse.allows(release.pk)
                time.sleep(0.02)
            # Nobody says that it was halted: its parcels wait in hand for a while.
            assert not pulse.stopped(release.pk, since)
        _until(lambda: pulse.allows(release.pk))
    finally:
        pulse.end()


@pytest.mark.django_db(transaction=True)
def test_h5_a_halt_and_a_stop_of_everything_are_heard_as_such(world: World) -> None:
    world.people(2)
    release = world.release()
    pulse = Pulse("listener of a test")
    pulse.start()
    try:
        _until(lambda: pulse.allows(release.pk))
        since = time.monotonic()
        actions.halt(release=release, by=BY)
        _until(lambda: pulse.stopped(release.pk, since))
        assert not pulse.allows(release.pk)
        actions.resume(release=release, by=BY)
        _until(lambda: pulse.allows(release.pk))
        stops.stop(by=BY)
        _until(lambda: not pulse.allows(release.pk))
        assert pulse.fresh
    finally:
        pulse.end()


def _until(happened: object) -> None:
    until = time.monotonic() + 10
    while not happened():  # type: ignore[operator]
        assert time.monotonic() < until, "the database was not heard"
        time.sleep(0.02)
