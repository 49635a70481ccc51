"""Runs the pump inside this process until nothing is left to send: for tests, replays and benches."""

from __future__ import annotations

import time
from typing import Final

from django.db import connection

from muster.delivery import fence
from muster.delivery.actions import parcels, waves
from muster.delivery.pump import tending
from muster.delivery.pump.guard import Trusting
from muster.delivery.pump.worker import Worker, fences_ready
from muster.kit import clock

_TICK: Final = 0.25


class NotIdle(RuntimeError):
    """The time given was not enough; something still waits."""


def run_until_idle(*, seconds: float = 15.0, rate: float = 0.0) -> int:
    """Deliver everything that may be sent now, and return how many single messages went along.

    Inside a test’s transaction nobody else could halt what nobody else can see, so no listener
    is started there; anywhere else the real one is.
    """
    fences_ready()
    worker = Worker(guard=Trusting() if connection.in_atomic_block else None, rate=rate)
    tick = _Tick()
    ends, singles = time.monotonic() + seconds, 0
    try:
        _wait_for_the_pulse(worker)
        while True:
            # Single messages wait for no parcel, so it is enough to ask for them between parcels.
            sent = worker.post.deliver() if not worker.busy and fence.matching() else 0
            singles += sent
            busy = worker.step() or worker.busy or sent or tick.due()
            # Once idle, what waits for evidence gets a last turn before this is called the end.
            # Asked before that turn: what is due between the two is then seen by one of them.
            waits = not busy and _goes_on_within(ends - time.monotonic())
            if not busy and not waits and _nothing_held(worker) and not tending.once():
                return singles
            if time.monotonic() > ends:
                raise NotIdle(f"after {seconds} s the pump still has work")
            worker.wait(0.05)
    finally:
        worker.end()


class _Tick:
    """Ticks in this thread while parcels are under way, several times a second."""

    def __init__(self) -> None:
        self._at = time.monotonic()

    def due(self) -> bool:
        if time.monotonic() - self._at < _TICK:
            return False
        self._at = time.monotonic()
        return tending.once()


def _nothing_held(worker: Worker) -> bool:
    # A worker that just died is found dead only once its session is gone; that is waited for.
    listening = worker.pulse is None or worker.pulse.fresh
    return listening and not parcels.held_by_others(worker.name)


def _goes_on_within(seconds: float) -> bool:
    """Whether a wave soaks, or a trickle waits for answers, no longer than that."""
    now = clock.now()
    moment = waves.next_moment(now)
    return moment is not None and (moment - now).total_seconds() < seconds


def _wait_for_the_pulse(worker: Worker) -> None:
    for _try in range(100):
        if worker.pulse is None or worker.pulse.fresh:
            return
        time.sleep(0.02)
