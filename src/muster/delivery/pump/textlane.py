"""Sends texts over a few connections to one gateway, on an event loop in a thread of its own.

Each question (halt, hours, end) is asked right before a request leaves; a gateway that asks for rest gets it.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Final

from muster.channels.base import Outgoing, Receipt
from muster.channels.kinds.sms import gateways
from muster.channels.kinds.sms.http import Answer, Connection
from muster.channels.kinds.sms.target import Target
from muster.delivery.pump.guard import Guard
from muster.delivery.pump.lanes import NetworkLane
from muster.delivery.pump.work import Work

_FIRST_REST: Final = 0.05
_LONGEST_REST: Final = 300.0


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


class TextLane(NetworkLane[Connection]):
    """The source of every connection to one gateway."""

    name = "lane of texts"
    other_side = "gateway"
    idle = 5.0

    def __init__(self, target: Target, guard: Guard, *, connections: int, reports: str) -> None:
        self._target = target
        self._gateway = gateways.gateway(target, reports=reports)
        self._rest = Rest()
        super().__init__(target.host, guard, connections=connections)

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
        if self._gateway.spent(answer):
            # Written down, so that the gates see it and halt: waiting in silence would tell nobody.
            words = self._gateway.words(answer)
            self.ended(message, gateways.turned_away(message, answer, words))
            self._failed(f"our account is suspended or used up: {words}")
            self._rest.until = max(self._rest.until, self._retry_at)
            return False
        if self._gateway.about_us(answer):
            self.untouched(message)
            self._failed(f"the gateway refused us: {answer.status} {answer.words}")
            self._rest.until = max(self._rest.until, self._retry_at)
            return False
        receipt = gateways.receipt(self._gateway, message, answer)
        self._rest.heard(receipt, answer, time.monotonic())
        self._failures = 0
        self.ended(message, receipt)
        return not self._ending

    def unanswered(self, message: Outgoing, problem: str) -> None:
        self.ended(message, Receipt(message.reference, "unknown", 0, problem))

    # The rest runs on the loop too.

    def _from(self, work: Work, now: float) -> tuple[Outgoing, bytes] | None:
        while work.todo and self._open_for(work):
            if not self._in_rate(work, now):
                return None
            index = work.todo.popleft()
            message = work.outgoing(index)
            if message is None:
                continue
            request = self._gateway.request(message)
            # Asked once more: printing takes time, and nothing may leave after a halt was heard.
            if not self._open_for(work):
                work.todo.appendleft(index)
                return None
            work.out += 1
            message.home = work
            work.leaving(index)
            return message, request
        work.check()
        return None

    def _resting(self, now: float) -> bool:
        return super()._resting(now) or now < self._rest.until

    async def _connect(self) -> None:
        target, connection = self._target, Connection(self)
        # It may be told something as soon as it stands, so it is known before.
        self._connections.add(connection)
        try:
            await self._loop.create_connection(
                lambda: connection, target.host, target.port, ssl=target.tls()
            )
        except BaseException:
            self._connections.discard(connection)
            raise
