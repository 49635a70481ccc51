"""The lane of training: the same journal, the same questions before each message, and nothing leaves."""

from __future__ import annotations

import queue
import threading
import time
from typing import Final

from muster.channels.kinds.training import send
from muster.delivery import preview
from muster.delivery.actions.outcomes import Caught
from muster.delivery.pump.guard import Guard
from muster.delivery.pump.work import Work

_POLL: Final = 0.02


class TrainingLane:
    """Takes ``rate`` messages a second, slowly enough to be watched and halted; 0 means at once."""

    def __init__(self, guard: Guard, *, rate: float) -> None:
        self._guard, self._rest = guard, 1 / rate if rate else 0.0
        self._works: queue.SimpleQueue[Work | None] = queue.SimpleQueue()
        self._ending = False
        self._thread = threading.Thread(target=self._run, name="training", daemon=True)
        self._thread.start()

    def submit(self, work: Work) -> None:
        self._works.put(work)

    def end(self) -> bool:
        self._ending = True
        self._works.put(None)
        self._thread.join(timeout=5)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while (work := self._works.get()) is not None:
            while not work.over:
                self._step(work)

    def _step(self, work: Work) -> None:
        if self._ending or self._guard.stopped(work.release_id, work.since) or not work.in_time():
            work.stopping = True
        elif not work.todo:
            pass
        elif self._guard.allows(work.release_id):
            self._catch(work, work.todo.popleft())
            time.sleep(self._rest)
        else:
            time.sleep(_POLL)
        work.check()

    def _catch(self, work: Work, index: int) -> None:
        message = work.outgoing(index)
        if message is None:
            return
        work.leaving(index)
        receipt = send.take(message)
        person = work.parcel.people[index]
        work.caught.append(
            Caught(
                address=person.address,
                title=preview.title(message.data, text=bool(message.name)),
                message_id=message.name or preview.header(message.data, "Message-ID"),
                person_id=person.person_id,
                recipient_id=person.recipient_id,
                raw=message.data,
            )
        )
        work.ended(index, receipt)
