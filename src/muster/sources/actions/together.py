"""The calls that reach one web process, stored together: one commit for many, each answered after it.

One thread with a connection of its own does all the work with the database, as the web role that sees
nobody. While it commits, the next calls gather.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeVar

from django.db import connection

from muster.kit import clock
from muster.kit.scope import Scope, alone
from muster.sources import queries
from muster.sources.actions.ingesting import Receipt, Sent, absorb_soon, ingest_together
from muster.sources.models import WriteKey

T = TypeVar("T")
# A key that was revoked, a source that was paused and a queue that filled up are noticed so soon.
FRESH: Final = 0.5
_KEYS: Final = 1_000
_AT_ONCE: Final = 32
_MOST_GATHERED: Final = 64 * 1024 * 1024
_WAKE: Final = 0.1
log = logging.getLogger(__name__)


class Full(Exception):
    """More waits than may; the client is told to come back."""


@dataclass(slots=True)
class _Call:
    sent: Sent
    size: int
    receipt: asyncio.Future[Receipt]


class Together:
    """What stands behind the tracking door of one process; made once, used from its event loop only."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="tracking")
        self._gathered: deque[_Call] = deque()
        self._size = 0
        self._storing: asyncio.Task[None] | None = None
        self._waking: asyncio.Task[None] | None = None
        self._keys: dict[str, tuple[WriteKey | None, float]] = {}
        self._looked = float("-inf")
        self._ahead = 0.0
        self._full = False

    async def received_at(self) -> datetime:
        """The moment by the database’s clock, which is looked at again and again; or ``Full``."""
        if time.monotonic() - self._looked > FRESH:
            self._looked = time.monotonic()
            await self._in_thread(self._look)
        if self._full or self._size > _MOST_GATHERED:
            raise Full
        seconds = time.monotonic() + self._ahead
        return _EPOCH + timedelta(seconds=seconds) + clock.story_offset()

    async def key(self, raw: str) -> WriteKey | None:
        """The key behind what a client sent, as it was at most a moment ago."""
        found = self._keys.get(raw)
        if found is None or time.monotonic() - found[1] > FRESH:
            if len(self._keys) >= _KEYS:
                self._keys.clear()
            looked = time.monotonic()
            found = await self._in_thread(lambda: queries.write_key(raw)), looked
            self._keys[raw] = found
        return found[0]

    async def take(self, sent: Sent, *, size: int) -> Receipt:
        """Store one call; returns after its commit."""
        call = _Call(sent, size, asyncio.get_running_loop().create_future())
        self._gathered.append(call)
        self._size += size
        if self._storing is None:
            self._storing = asyncio.create_task(self._store())
        return await call.receipt

    async def _store(self) -> None:
        try:
            while self._gathered:
                some = [
                    self._gathered.popleft() for _n in range(min(_AT_ONCE, len(self._gathered)))
                ]
                await self._store_some(some)
                self._size -= sum([call.size for call in some])
        finally:
            self._storing = None

    async def _store_some(self, some: list[_Call]) -> None:
        try:
            receipts = await self._in_thread(lambda: _commit([call.sent for call in some]))
        except Exception as error:  # noqa: BLE001 -- each client hears of it, and the next calls go on
            if len(some) > 1:
                for call in some:
                    await self._store_some([call])
            elif not some[0].receipt.done():
                some[0].receipt.set_exception(error)
            return
        for call, receipt in zip(some, receipts, strict=True):
            if not call.receipt.done():
                call.receipt.set_result(receipt)
        if self._waking is None and any(receipt.taken for receipt in receipts):
            self._waking = asyncio.create_task(self._wake())

    async def _wake(self) -> None:
        """Call a worker for all that came within a moment; a commit after this calls again."""
        await asyncio.sleep(_WAKE)
        self._waking = None
        try:
            await self._in_thread(absorb_soon)
        except Exception:
            log.exception("no worker could be called; one looks by itself within a minute")

    def _look(self) -> None:
        waiting = queries.waiting()
        self._ahead = (waiting.at - _EPOCH).total_seconds() - time.monotonic()
        self._full = waiting.full

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, _tried, work)


_EPOCH: Final = datetime.fromisoformat("1970-01-01T00:00:00Z")


def _commit(calls: list[Sent]) -> list[Receipt]:
    with alone(Scope.NOBODY):
        return ingest_together(calls=calls)


def _tried(work: Callable[[], T]) -> T:
    """Do it; a connection that broke is opened anew for the next."""
    try:
        return work()
    except Exception:
        connection.close_if_unusable_or_obsolete()
        raise
