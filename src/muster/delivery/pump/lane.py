"""Sends mail over a few connections to one relay.

Before each body it asks the guard and the clock; a halt takes effect between two messages.
"""

from __future__ import annotations

import time
from typing import Final

from muster.channels.base import Outgoing, Receipt
from muster.channels.kinds.email.smtp import Connection
from muster.channels.kinds.email.target import Target
from muster.delivery.pump.buckets import Destinations
from muster.delivery.pump.guard import Guard
from muster.delivery.pump.lanes import NetworkLane
from muster.delivery.pump.work import Work

PATIENCE: Final = 5.0  # seconds a message waits here for its destination before a later pass has it


class Lane(NetworkLane[Connection]):
    """The source of every connection to one relay."""

    def __init__(self, target: Target, guard: Guard, *, connections: int, name: str) -> None:
        self._target, self._greeting = target, name
        self._destinations = Destinations()
        super().__init__(target.host, guard, connections=connections)

    # What connections call, on the loop.

    def take(self) -> Outgoing | None:
        for work in self._works:
            if work.todo and (message := self._from(work)) is not None:
                return message
        return None

    def may_leave(self, message: Outgoing) -> bool:
        work: Work = message.home
        if not self._open_for(work):
            return False
        work.slot.leaving(message.reference)
        return True

    def accepted(self, message: Outgoing) -> None:
        self._failures = 0
        work: Work = message.home
        work.out -= 1
        work.accepted(message.reference, 250)
        if not work.todo or work.stopping:
            work.check()
        if self._destinations.asked:
            self._destinations.well(_domain(message.recipient))

    def ended(self, message: Outgoing, receipt: Receipt) -> None:
        self._failures = 0
        super().ended(message, receipt)
        if receipt.kind != "accepted" or self._destinations.asked:
            self._destinations.heard(_domain(message.recipient), receipt, time.monotonic())

    # The rest runs on the loop too.

    def _from(self, work: Work) -> Outgoing | None:
        if self._ending or work.stopping or not self._guard.allows(work.release_id):
            return None
        if work.parcel.per_minute or self._destinations.asked:
            return self._slowly(work, time.monotonic())
        while work.todo:
            if (message := work.outgoing(work.todo.popleft())) is not None:
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

    def _look_after(self, connection: Connection) -> bool:
        ahead = connection.waiting_for
        if ahead is None or not ahead.home.stopping:
            return False
        connection.cut("stopped before the text left", bidden=True)
        return True

    async def _connect(self) -> None:
        target = self._target
        connection = Connection(self, target, self._greeting)
        tls = target.tls() if target.implicit_tls else None
        await self._loop.create_connection(lambda: connection, target.host, target.port, ssl=tls)
        self._connections.add(connection)


def _domain(address: str) -> str:
    return address.rpartition("@")[2]
