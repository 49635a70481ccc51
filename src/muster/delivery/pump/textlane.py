"""Sends texts over a few connections to one gateway, on an event loop in a thread of its own.

Each question (halt, hours, end) is asked right before a request leaves; a gateway that asks for rest gets it.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from dataclasses import dataclass
from typing import Final

import uvloop

from muster.channels.base import Outgoing, Receipt
from muster.channels.kinds.sms import gateways
from muster.channels.kinds.sms.http import Answer, Connection
from muster.channels.kinds.sms.target import Target
from muster.delivery.pump.buckets import Bucket
from muster.delivery.pump.guard import Guard
from muster.delivery.pump.work import Work

TICK: Final = 0.02
FAREWELL: Final = 8.0  # seconds for answers that are still due when the worker is told to end
_IDLE: Final = 5.0  # seconds without work after which the connections are given back
_SLOWEST_RETRY: Final = 30.0
_FIRST_REST: Final = 0.05
_LONGEST_REST: Final = 300.0
_LOG = logging.getLogger(__name__)


@dataclass(slots=True)
class Rest:
    """How long the gateway is left alone: as long as it asked, else longer each time it is too busy."""

    until: float = 0.0
    step: float = 0.0
    asked: bool = False

    def heard(self, receipt: Receipt, answer: Answer, now: float) -> None:
        if receipt.kind == "temporary":
            self.step = min(_LONGEST_REST, self.step * 2 or _FIRST_REST)
            self.asked = answer.rest > 0 or (self.asked and now < self.until)
            self.until = max(self.until, now + min(_LONGEST_REST, answer.rest or self.step))
        elif receipt.kind == "accepted" and self.step and not (self.asked and now < self.until):
            # What it said in words holds; what we guessed ends with the first text it takes.
            self.until = self.step = 0.0


class TextLane:
    """The source of every connection to one gateway."""

    def __init__(self, target: Target, guard: Guard, *, connections: int, reports: str) -> None:
        self._target, self._guard, self._most = target, guard, connections
        self._gateway = gateways.gateway(target, reports=reports)
        self._works: list[Work] = []
        self._connections: set[Connection] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._homes: dict[int, tuple[Work, int]] = {}
        self._buckets: dict[int, Bucket] = {}
        self._rest = Rest()
        self._failures = 0
        self._retry_at = 0.0
        self._busy_at = time.monotonic()
        self._ending = False
        self.problem = ""
        self._loop = uvloop.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="textlane", daemon=True)
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

    def take(self) -> tuple[Outgoing, bytes] | None:
        now = time.monotonic()
        if now < self._rest.until:
            return None
        for work in self._works:
            taken = self._from(work, now)
            if taken is not None:
                return taken
        return None

    def answered(self, message: Outgoing, answer: Answer) -> bool:
        if self._gateway.about_us(answer):
            self._untouched(message)
            self._failed(f"the gateway refused us: {answer.status} {answer.words}")
            self._rest.until = max(self._rest.until, self._retry_at)
            return False
        receipt = gateways.receipt(self._gateway, message, answer)
        self._rest.heard(receipt, answer, time.monotonic())
        self._failures = 0
        self._ended(message, receipt)
        return not self._ending

    def unanswered(self, message: Outgoing, problem: str) -> None:
        self._ended(message, Receipt(message.reference, "unknown", 0, problem))

    def closed(self, connection: Connection, problem: str) -> None:
        self._connections.discard(connection)
        if problem:
            self._failed(problem)

    # The rest runs on the loop too.

    def _from(self, work: Work, now: float) -> tuple[Outgoing, bytes] | None:
        while work.todo and self._may_leave(work):
            if not self._in_rate(work, now):
                return None
            index = work.todo.popleft()
            message = work.outgoing(index)
            if message is None:
                continue
            request = self._gateway.request(message)
            # Asked once more: printing takes time, and nothing may leave after a halt was heard.
            if not self._may_leave(work):
                work.todo.appendleft(index)
                return None
            work.out += 1
            self._homes[id(message)] = (work, index)
            work.leaving(index)
            return message, request
        work.check()
        return None

    def _may_leave(self, work: Work) -> bool:
        return (
            not self._ending
            and not work.stopping
            and work.in_time()
            and self._guard.allows(work.release_id)
        )

    def _in_rate(self, work: Work, now: float) -> bool:
        rate = work.parcel.per_minute / 60
        if not rate:
            return True
        return self._buckets.setdefault(work.release_id, Bucket(rate, at=now)).take(now)

    def _ended(self, message: Outgoing, receipt: Receipt) -> None:
        work, index = self._homes.pop(id(message))
        work.out -= 1
        work.ended(index, receipt)
        if not work.todo or work.stopping:
            work.check()

    def _untouched(self, message: Outgoing) -> None:
        work, index = self._homes.pop(id(message))
        work.out -= 1
        work.slot.untouched(index)
        work.todo.appendleft(index)
        work.check()

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
            _LOG.exception("the lane of texts stumbled")
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
            if connection.overdue(now):
                connection.cut("the gateway stopped answering")
            elif now - self._busy_at > _IDLE:
                connection.close()
            else:
                connection.wake()
        self._open_more(now)

    def _open_more(self, now: float) -> None:
        waiting = sum(len(work.todo) for work in self._works if not work.stopping)
        missing = min(self._most, waiting) - len(self._connections) - len(self._tasks)
        if now < self._retry_at or now < self._rest.until or missing <= 0:
            return
        # One at a time while the gateway is not well: a storm of connections helps nobody.
        for _number in range(missing if not self._failures else 1):
            task = self._loop.create_task(self._open())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _open(self) -> None:
        target, connection = self._target, Connection(self)
        self._connections.add(connection)
        try:
            async with asyncio.timeout(10):
                await self._loop.create_connection(
                    lambda: connection, target.host, target.port, ssl=target.tls()
                )
        except (OSError, TimeoutError) as error:
            self._connections.discard(connection)
            self._failed(str(error) or "the gateway cannot be reached")

    def _failed(self, problem: str) -> None:
        if not self._failures or problem != self.problem:
            _LOG.warning("gateway %s: %s", self._target.host, problem)
        self._failures += 1
        self.problem = problem
        self._retry_at = time.monotonic() + min(_SLOWEST_RETRY, 0.05 * 2 ** min(self._failures, 10))

    def _hang_up(self) -> None:
        for connection in list(self._connections):
            connection.close()
        self._loop.call_later(0.05, self._loop.stop)
