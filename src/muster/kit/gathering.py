"""What reaches one process while it commits is committed next, together: one thread, one transaction for many.

Whoever hands something in hears of it after the commit that holds it, or of the error that kept it out.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db import connection

Given = TypeVar("Given")
Told = TypeVar("Told")
T = TypeVar("T")


class Full(Exception):
    """More waits than may; whoever asked comes back later."""


@dataclass(slots=True)
class _Handed(Generic[Given, Told]):
    given: Given
    size: int
    told: asyncio.Future[Told]


class Gathering(Generic[Given, Told]):
    """Made once for a door of a process, and used from its event loop only.

    ``commit`` takes some of what was handed in and returns an answer to each, in one transaction. If it
    raises, each of them is tried alone. Before each commit ``pause`` seconds are left for others to come, and
    ``turn`` is waited for; ``after`` is told the answers of every commit.
    """

    def __init__(
        self,
        commit: Callable[[list[Given]], Sequence[Told]],
        *,
        name: str,
        at_once: int,
        most: int,
        pause: float = 0.0,
        turn: Callable[[], Awaitable[None]] | None = None,
        after: Callable[[Sequence[Told]], None] | None = None,
    ) -> None:
        self._commit, self._after, self._turn = commit, after, turn
        self._at_once, self._most, self._pause = at_once, most, pause
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._gathered: deque[_Handed[Given, Told]] = deque()
        self._size = 0
        self._storing: asyncio.Task[None] | None = None

    @property
    def full(self) -> bool:
        """Whether more waits than may."""
        return self._size > self._most

    async def take(self, given: Given, *, size: int = 1) -> Told:
        """Hand in one thing; returns after its commit. Raises ``Full`` where too much waits."""
        if self.full:
            raise Full
        handed: _Handed[Given, Told] = _Handed(
            given, size, asyncio.get_running_loop().create_future()
        )
        self._gathered.append(handed)
        self._size += size
        if self._storing is None:
            self._storing = asyncio.create_task(self._store())
        return await handed.told

    async def in_thread(self, work: Callable[[], T]) -> T:
        """Do something else with the connection of the thread that commits."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, _tried, work)

    async def _store(self) -> None:
        try:
            while self._gathered:
                # The thread that commits slows this loop down: without a pause few would be read meanwhile.
                await asyncio.sleep(self._pause)
                if self._turn is not None:
                    await self._turn()
                many = min(self._at_once, len(self._gathered))
                some = [self._gathered.popleft() for _n in range(many)]
                await self._store_some(some)
                self._size -= sum([one.size for one in some])
        finally:
            self._storing = None

    async def _store_some(self, some: list[_Handed[Given, Told]]) -> None:
        try:
            told = await self.in_thread(lambda: self._commit([one.given for one in some]))
        except Exception as error:  # noqa: BLE001 -- each hears of it, and the next ones go on
            if len(some) > 1:
                for one in some:
                    await self._store_some([one])
            elif not some[0].told.done():
                some[0].told.set_exception(error)
            return
        for one, answer in zip(some, told, strict=True):
            if not one.told.done():
                one.told.set_result(answer)
        if self._after is not None:
            self._after(told)


def _tried(work: Callable[[], T]) -> T:
    """Do it; a connection that broke is opened anew for the next."""
    try:
        return work()
    except Exception:
        connection.close_if_unusable_or_obsolete()
        raise
