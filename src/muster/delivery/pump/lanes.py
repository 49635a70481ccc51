"""What every lane over a network shares: a loop in a thread of its own, parcels in hand, a few connections.

A lane says what leaves next and what an answer means; here is only how it is kept going and ended.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from abc import ABC, abstractmethod
from typing import Final, Generic, Protocol, TypeVar

import uvloop

from muster.channels.base import Outgoing, Receipt
from muster.delivery.pump.buckets import Bucket
from muster.delivery.pump.guard import Guard
from muster.delivery.pump.work import Work

TICK: Final = 0.02
_RESTING_TICK: Final = 0.5  # with no parcel in hand there are only idle connections to give back
FAREWELL: Final = 8.0  # seconds for answers that are still due when the worker is told to end
OPENING: Final = 10.0
_SLOWEST_RETRY: Final = 30.0
_LOG = logging.getLogger(__name__)


class Peer(Protocol):
    """One connection, as the lane that opened it sees it."""

    def wake(self) -> None:
        """Take the next message, if nothing is under way."""

    def overdue(self, now: float) -> bool:
        """Tell whether an answer is owed for too long."""

    def close(self) -> None:
        """Hang up once nothing is owed."""

    def cut(self, problem: str) -> None:
        """Hang up at once."""


P = TypeVar("P", bound=Peer)


class NetworkLane(ABC, Generic[P]):
    """The source of every connection to one relay or gateway."""

    name = "lane"
    other_side = "relay"
    # Seconds without work after which the connections are given back.
    idle = 20.0

    def __init__(self, host: str, guard: Guard, *, connections: int) -> None:
        self._host, self._guard, self._most = host, guard, connections
        self._works: list[Work] = []
        self._connections: set[P] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._buckets: dict[int, Bucket] = {}
        self._failures = 0
        self._retry_at = 0.0
        self._busy_at = time.monotonic()
        self._ending = False
        self.problem = ""
        self._loop = uvloop.new_event_loop()
        self._thread = threading.Thread(target=self._run, name=self.name, daemon=True)
        self._thread.start()

    # Called from the keeper's thread.

    def submit(self, work: Work) -> None:
        self._loop.call_soon_threadsafe(self._add, work)

    def end(self) -> bool:
        """Begin nothing more, wait for the answers that are due, then hang up. False: it would not."""
        self._ending = True
        until = time.monotonic() + FAREWELL
        while any(work.out for work in list(self._works)) and time.monotonic() < until:
            time.sleep(TICK)
        self._loop.call_soon_threadsafe(self._hang_up)
        self._thread.join(timeout=10)
        return not self._thread.is_alive()

    # What connections call, on the loop.

    def closed(self, connection: P, problem: str) -> None:
        self._connections.discard(connection)
        if problem:
            self._failed(problem)

    def ended(self, message: Outgoing, receipt: Receipt) -> None:
        work: Work = message.home
        work.out -= 1
        work.ended(message.reference, receipt)
        if not work.todo or work.stopping:
            work.check()

    def untouched(self, message: Outgoing) -> None:
        work: Work = message.home
        work.out -= 1
        work.slot.untouched(message.reference)
        work.todo.appendleft(message.reference)
        work.check()

    # What a lane adds of its own.

    @abstractmethod
    async def _connect(self) -> None:
        """Open one connection and keep it in ``_connections``; raises OSError where that fails."""

    def _resting(self, now: float) -> bool:
        """Whether no further connection should be opened now."""
        return now < self._retry_at

    def _look_after(self, connection: P) -> bool:
        """See to a connection that owes nothing overdue; tells whether it was ended."""
        del connection
        return False

    # The rest runs on the loop too.

    def _open_for(self, work: Work) -> bool:
        """Whether a body of this parcel may leave at this very moment: asked before every one (H2, D10)."""
        return (
            not self._ending
            and not work.stopping
            and work.in_time()
            and self._guard.allows(work.release_id)
        )

    def _in_rate(self, work: Work, now: float) -> bool:
        rate = work.parcel.per_minute / 60
        return not rate or self._buckets.setdefault(work.release_id, Bucket(rate, at=now)).take(now)

    def _add(self, work: Work) -> None:
        self._works.append(work)
        self._ticking.cancel()
        self._tick()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._ticking: asyncio.Handle = self._loop.call_soon(self._tick)
        self._loop.run_forever()
        self._loop.close()

    def _tick(self) -> None:
        try:
            self._tend()
        except Exception:  # noqa: BLE001 - the lane must go on, whatever one parcel holds
            _LOG.exception("the %s stumbled", self.name)
        rest = TICK if self._works else _RESTING_TICK
        self._ticking = self._loop.call_later(rest, self._tick)

    def _tend(self) -> None:
        for work in self._works:
            stopped = self._guard.stopped(work.release_id, work.since)
            if self._ending or stopped or not work.in_time():
                work.stopping = True
            work.check()
        self._works = [work for work in self._works if not work.over]
        now = time.monotonic()
        if self._works:
            self._busy_at = now
        for connection in list(self._connections):
            if connection.overdue(now):
                connection.cut(f"the {self.other_side} stopped answering")
            elif self._look_after(connection):
                continue
            elif now - self._busy_at > self.idle:
                connection.close()
            else:
                connection.wake()
        self._open_more(now)

    def _open_more(self, now: float) -> None:
        waiting = sum(len(work.todo) for work in self._works if not work.stopping)
        missing = min(self._most, waiting) - len(self._connections) - len(self._tasks)
        if missing <= 0 or self._resting(now):
            return
        # One at a time while the other side is not well: a storm of connections helps nobody.
        for _number in range(missing if not self._failures else 1):
            task = self._loop.create_task(self._open())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _open(self) -> None:
        try:
            async with asyncio.timeout(OPENING):
                await self._connect()
        except (OSError, TimeoutError) as error:
            self._failed(str(error) or f"the {self.other_side} cannot be reached")

    def _failed(self, problem: str) -> None:
        if not self._failures or problem != self.problem:
            _LOG.warning("%s %s: %s", self.other_side, self._host, problem)
        self._failures += 1
        self.problem = problem
        self._retry_at = time.monotonic() + min(_SLOWEST_RETRY, 0.05 * 2 ** min(self._failures, 10))

    def _hang_up(self) -> None:
        for connection in list(self._connections):
            connection.close()
        self._loop.call_later(0.05, self._loop.stop)
