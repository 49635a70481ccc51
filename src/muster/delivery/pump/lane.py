"""Sends the parcels a worker holds over a few connections, on an event loop in a thread of its own.

Before each body it asks the guard and the clock; a halt takes effect between two messages.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Coroutine
from typing import Any, Final

import uvloop

from muster.channels.base import Outgoing, Receipt
from muster.channels.kinds.email.smtp import Connection
from muster.channels.kinds.email.target import Target
from muster.delivery.pump.buckets import Bucket, Destinations
from muster.delivery.pump.guard import Guard
from muster.delivery.pump.work import Work

TICK: Final = 0.02
FAREWELL: Final = 8.0  # seconds for answers that are still due when the worker is told to end
PATIENCE: Final = 5.0  # seconds a message waits here for its destination before a later pass has it
_IDLE: Final = 20.0  # seconds without work after which the connections are given back
_SLOWEST_RETRY: Final = 30.0
_LOG = logging.getLogger(__name__)


class Lane:
    """The source of every connection to one relay."""

    def __init__(self, target: Target, guard: Guard, *, connections: int, name: str) -> None:
        self._target, self._guard, self._name = target, guard, name
        self._most = connections
        self._works: list[Work] = []
        self._connections: set[Connection] = set()
        self._opening = 0
        self._buckets: dict[int, Bucket] = {}
        self._destinations = Destinations()
        self._failures = 0
        self._retry_at = 0.0
        self._busy_at = time.monotonic()
        self._ending = False
        self.problem = ""
        self._loop = uvloop.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="lane", daemon=True)
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

    def take(self) -> Outgoing | None:
        for work in self._works:
            if work.todo and (message := self._from(work)) is not None:
                return message
        return None

    def may_leave(self, message: Outgoing) -> bool:
        work: Work = message.home
        if (
            self._ending
            or work.stopping
            or not work.in_time()
            or not self._guard.allows(work.release_id)
        ):
            return False
        work.leaving(message.reference)
        return True

    def ended(self, message: Outgoing, receipt: Receipt) -> None:
        work: Work = message.home
        work.out -= 1
        work.ended(message.reference, receipt)
        self._failures = 0
        if receipt.kind != "accepted" or self._destinations.resting:
            self._destinations.heard(_domain(message.recipient), receipt, time.monotonic())
        if not work.todo or work.stopping:
            work.check()

    def untouched(self, message: Outgoing) -> None:
        work: Work = message.home
        work.out -= 1
        work.slot.untouched(message.reference)
        work.todo.appendleft(message.reference)
        work.check()

    def closed(self, connection: Connection, problem: str) -> None:
        self._connections.discard(connection)
        if problem:
            self._failed(problem)

    # The rest runs on the loop too.

    def _from(self, work: Work) -> Outgoing | None:
        if self._ending or work.stopping or not self._guard.allows(work.release_id):
            return None
        if work.parcel.per_minute or self._destinations.resting:
            return self._slowly(work, time.monotonic())
        while work.todo:
            index = work.todo.popleft()
            if (message := work.outgoing(index)) is not None:
                work.out += 1
                message.home = work
                return message
        work.check()
        return None

    def _slowly(self, work: Work, now: float) -> Outgoing | None:
        for _place in range(len(work.todo)):
            index = work.todo.popleft()
            rest = self._destinations.wait(_domain(work.parcel.people[index].address), now)
            if rest > PATIENCE:
                work.ended(index, Receipt(index, "temporary", 0, "the destination asked to wait"))
            elif rest > 0:
                work.todo.append(index)
            elif not self._in_rate(work, now):
                work.todo.appendleft(index)
                return None
            elif (message := work.outgoing(index)) is not None:
                work.out += 1
                message.home = work
                return message
        work.check()
        return None

    def _in_rate(self, work: Work, now: float) -> bool:
        rate = work.parcel.per_minute / 60
        return not rate or self._buckets.setdefault(work.release_id, Bucket(rate, at=now)).take(now)

    def _add(self, work: Work) -> None:
        self._works.append(work)
        self._tend()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.call_soon(self._tick)
        self._loop.run_forever()
        self._loop.close()

    def _tick(self) -> None:
        try:
            self._tend()
        except Exception:  # noqa: BLE001 - the lane must go on, whatever one parcel holds
            _LOG.exception("the lane stumbled")
        self._loop.call_later(TICK, self._tick)

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
            ahead = connection.waiting_for
            if connection.overdue(now):
                connection.cut("the relay stopped answering")
            elif ahead is not None and ahead.home.stopping:
                connection.cut("stopped before the text left", bidden=True)
            elif now - self._busy_at > _IDLE:
                connection.close()
            else:
                connection.wake()
        self._open_more(now)

    def _open_more(self, now: float) -> None:
        waiting = sum(len(work.todo) for work in self._works if not work.stopping)
        missing = min(self._most, waiting) - len(self._connections) - self._opening
        if now < self._retry_at or missing <= 0:
            return
        # One at a time while the relay is not well: a storm of connections helps nobody.
        for _number in range(missing if not self._failures else 1):
            self._opening += 1
            self._spawn(self._open())

    async def _open(self) -> None:
        target = self._target
        tls = target.tls() if target.implicit_tls else None
        connection = Connection(self, target, self._name)
        try:
            async with asyncio.timeout(10):
                await self._loop.create_connection(
                    lambda: connection, target.host, target.port, ssl=tls
                )
            self._connections.add(connection)
        except (OSError, TimeoutError) as error:
            self._failed(str(error) or "the relay cannot be reached")
        finally:
            self._opening -= 1

    def _failed(self, problem: str) -> None:
        if not self._failures or problem != self.problem:
            _LOG.warning("relay %s: %s", self._target.host, problem)
        self._failures += 1
        self.problem = problem
        self._retry_at = time.monotonic() + min(_SLOWEST_RETRY, 0.05 * 2 ** min(self._failures, 10))

    def _spawn(self, coroutine: Coroutine[Any, Any, None]) -> None:
        task = self._loop.create_task(coroutine)
        task.add_done_callback(lambda ended: ended.cancelled() or ended.exception())

    def _hang_up(self) -> None:
        for connection in list(self._connections):
            connection.close()
        self._loop.call_later(0.05, self._loop.stop)


def _domain(address: str) -> str:
    return address.rpartition("@")[2]
