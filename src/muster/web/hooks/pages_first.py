"""Whoever waits for a page goes before thousands of texts: both are made by one interpreter.

A text may wait for some seconds and nobody sees it; a page may not. So the texts are committed between the pages.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

# Where somebody always waits for a page, texts come in all the same: this long a turn is waited for, at most.
LONGEST: Final = 0.15

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]


class PagesFirst:
    """Counts the pages that a process is making just now. Used from its event loop only."""

    def __init__(self) -> None:
        self._making = 0
        self._idle = asyncio.Event()
        self._idle.set()

    async def make(self, page: Callable[[Send], Awaitable[None]], send: Send) -> None:
        """Let a page be made; it is made as soon as its answer begins, so that a stream holds nobody up."""
        begun = False

        def end() -> None:
            nonlocal begun
            if not begun:
                begun = True
                self._making -= 1
                if not self._making:
                    self._idle.set()

        async def told(message: Message) -> None:
            end()
            await send(message)

        self._making += 1
        self._idle.clear()
        try:
            await page(told)
        finally:
            end()

    async def turn(self) -> None:
        """Wait until no page is being made, but not for ever."""
        try:
            async with asyncio.timeout(LONGEST):
                await self._idle.wait()
        except TimeoutError:
            return
