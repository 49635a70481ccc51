"""The calls that reach one web process, stored together: one commit for many, each answered after it.

One thread with a connection of its own does all the work with the database, as the web role that sees
nobody. While it commits, the next calls gather.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from muster.kit import clock
from muster.kit.gathering import Full, Gathering
from muster.kit.scope import Scope, alone
from muster.sources import queries
from muster.sources.actions.ingesting import Receipt, Sent, absorb_soon, ingest_together
from muster.sources.models import WriteKey

# A key that was revoked, a source that was paused and a queue that filled up are noticed so soon.
FRESH: Final = 0.5
_KEYS: Final = 1_000
_AT_ONCE: Final = 32
_MOST_GATHERED: Final = 64 * 1024 * 1024
_WAKE: Final = 0.1
log = logging.getLogger(__name__)


class Together:
    """What stands behind the tracking door of one process; made once, used from its event loop only."""

    def __init__(self) -> None:
        self._gathering: Gathering[Sent, Receipt] = Gathering(
            _commit, name="tracking", at_once=_AT_ONCE, most=_MOST_GATHERED, after=self._told
        )
        self._waking: asyncio.Task[None] | None = None
        self._keys: dict[str, tuple[WriteKey | None, float]] = {}
        self._looked = float("-inf")
        self._ahead = 0.0
        self._full = False

    async def received_at(self) -> datetime:
        """The moment by the database’s clock, which is looked at again and again; or ``Full``."""
        if time.monotonic() - self._looked > FRESH:
            self._looked = time.monotonic()
            await self._gathering.in_thread(self._look)
        if self._full or self._gathering.full:
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
            found = await self._gathering.in_thread(lambda: queries.write_key(raw)), looked
            self._keys[raw] = found
        return found[0]

    async def take(self, sent: Sent, *, size: int) -> Receipt:
        """Store one call; returns after its commit."""
        return await self._gathering.take(sent, size=size)

    def _told(self, receipts: Sequence[Receipt]) -> None:
        if self._waking is None and any(receipt.taken for receipt in receipts):
            self._waking = asyncio.create_task(self._wake())

    async def _wake(self) -> None:
        """Call a worker for all that came within a moment; a commit after this calls again."""
        await asyncio.sleep(_WAKE)
        self._waking = None
        try:
            await self._gathering.in_thread(absorb_soon)
        except Exception:
            log.exception("no worker could be called; one looks by itself within a minute")

    def _look(self) -> None:
        waiting = queries.waiting()
        self._ahead = (waiting.at - _EPOCH).total_seconds() - time.monotonic()
        self._full = waiting.full


_EPOCH: Final = datetime.fromisoformat("1970-01-01T00:00:00Z")


def _commit(calls: list[Sent]) -> list[Receipt]:
    with alone(Scope.NOBODY):
        return ingest_together(calls=calls)
