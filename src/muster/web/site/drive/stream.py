"""The live line of a drive: one reader for all who watch in this process, said once for each language.

Ten watchers or two thousand cost the database the same. Whoever falls behind gets the newest, never a queue of
old figures; when reading fails, the last stands with its “as of”, and the line stays open.
"""

from __future__ import annotations

import asyncio
import json
import logging
import random
import time
from collections.abc import AsyncIterator
from typing import Final

from asgiref.sync import sync_to_async
from django.db import close_old_connections, connection
from django.http import HttpRequest, StreamingHttpResponse
from django.utils.translation import get_language_from_request, override
from django.views.decorators.http import require_safe

from muster.drives import access, live
from muster.drives.live import Reading
from muster.drives.models import Drive
from muster.web import driving
from muster.web.gate import public
from muster.web.site.speech import chosen_language

PAUSE: Final = 0.5
# Telling everybody takes time, too: the pause grows with how late the loop comes back.
PATIENCE: Final = 3
QUIET: Final = 10.0
# A line ends after a while, at a moment of its own, and the browser opens another; for when a server goes.
LONGEST: Final = (1500.0, 1800.0)
KNOWN_FOR: Final = 30.0
_log = logging.getLogger(__name__)


class Line:
    """What one drive says to everybody who watches it here."""

    def __init__(self, drive: Drive) -> None:
        self.drive = drive
        self.reading: Reading | None = None
        self.version = 0
        self.watchers = 0
        self._said: dict[str, str] = {}
        self._turned = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def join(self) -> None:
        """One more watches; the first one starts the reader."""
        self.watchers += 1
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())

    def leave(self) -> None:
        """One less; the reader ends by itself when nobody is left."""
        self.watchers -= 1

    def text(self, language: str) -> str:
        """The newest reading in a language, made once however many ask."""
        if self.reading is None:
            return "{}"
        if language not in self._said:
            with override(language):
                self._said[language] = json.dumps(driving.news(self.reading), ensure_ascii=False)
        return self._said[language]

    async def turned(self, seen: int) -> None:
        """Wait until there is something newer than ``seen``, but not for ever."""
        if self.version != seen:
            return
        try:
            await asyncio.wait_for(self._turned.wait(), QUIET)
        except TimeoutError:
            return

    async def _run(self) -> None:
        pause = PAUSE
        while self.watchers > 0:
            try:
                reading = await sync_to_async(_look, thread_sensitive=False)(self.drive)
            except Exception:  # noqa: BLE001 - whatever it is, nobody who watches may be cut off
                # Whoever watches keeps what they have; the next look may do better.
                _log.exception("a drive could not be read")
            else:
                self._tell(reading)
            began = time.monotonic()
            await asyncio.sleep(pause)
            late = time.monotonic() - began - pause
            pause = max(PAUSE, min(QUIET, PATIENCE * late))

    def _tell(self, reading: Reading) -> None:
        if self.reading is not None and reading.as_of == self.reading.as_of:
            return
        self.reading, self._said = reading, {}
        self.version += 1
        turned, self._turned = self._turned, asyncio.Event()
        turned.set()


_lines: dict[str, tuple[float, Line]] = {}


@public("anybody may watch a drive")
@require_safe
async def events(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """How the drive stands, for as long as somebody watches."""
    language = chosen_language(request) or get_language_from_request(request)
    line = await _line(slug)
    response = StreamingHttpResponse(_stream(line, language), content_type="text/event-stream")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


async def _line(slug: str) -> Line:
    """The line of a drive; a thousand who come at once ask the database once, and absent is 404."""
    known = _lines.get(slug)
    if known is not None and (time.monotonic() < known[0] or known[1].watchers > 0):
        return known[1]
    drive = await sync_to_async(_drive, thread_sensitive=connection.in_atomic_block)(slug)
    again = _lines.get(slug)
    line = again[1] if again is not None and again[1].drive.pk == drive.pk else Line(drive)
    _lines[slug] = (time.monotonic() + KNOWN_FOR, line)
    return line


async def _stream(line: Line, language: str) -> AsyncIterator[str]:
    until = time.monotonic() + random.uniform(*LONGEST)  # noqa: S311 - spreads them out, guards nothing
    seen = 0
    line.join()
    try:
        while time.monotonic() < until:
            await line.turned(seen)
            if line.version == seen or line.reading is None:
                # A comment keeps the line open.
                yield ": \n\n"
            else:
                seen = line.version
                yield f"data: {line.text(language)}\n\n"
    finally:
        line.leave()


def _drive(slug: str) -> Drive:
    if not connection.in_atomic_block:
        close_old_connections()
    return access.open_to_all(slug)


def _look(drive: Drive) -> Reading:
    close_old_connections()
    try:
        return live.look(drive)
    finally:
        close_old_connections()
