"""The listener of a worker hears every notice and goes on listening."""

import time

import pytest
from django.db import connection

from muster.delivery.pump.guard import Pulse


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


def _until(happened: object) -> None:
    until = time.monotonic() + 10
    while not happened():  # type: ignore[operator]
        assert time.monotonic() < until, "the database was not heard"
        time.sleep(0.02)
