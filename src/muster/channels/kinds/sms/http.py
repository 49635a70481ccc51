"""One HTTP connection kept alive for many texts, one request at a time, by hand: no framework is this fast.

It asks its source for the next request when the last one was answered; a request that left without an
answer is unknown, and this connection never sends it again (D4, D5).
"""

from __future__ import annotations

import asyncio
import re
import time
from dataclasses import dataclass
from typing import Final, Protocol, cast

from muster.channels.base import Outgoing
from muster.kit import faults

PATIENCE: Final = 60.0  # seconds until an answer that does not come is given up
_LARGEST: Final = 256 * 1024
_LENGTH: Final = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,9})[ \t]*\r\n")
_CHUNKED: Final = re.compile(rb"\r\ntransfer-encoding:[^\r]*chunked")
_CLOSES: Final = re.compile(rb"\r\nconnection:[^\r]*close")
_REST: Final = re.compile(rb"\r\nretry-after:[ \t]*(\d{1,6})[ \t]*\r\n")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a gateway answered; ``rest`` is for how many seconds it asks to be left alone."""

    status: int
    body: bytes
    rest: float = 0.0
    last: bool = False

    @property
    def words(self) -> str:
        """The body as one short line for a log or a page."""
        return " ".join(self.body[:400].decode("utf-8", "replace").split())[:200]


class Source(Protocol):
    """Where a connection gets its requests, and whom it tells what became of them."""

    def take(self) -> tuple[Outgoing, bytes] | None:
        """The next message and its request. It leaves at once, so every question is asked already."""

    def answered(self, message: Outgoing, answer: Answer) -> bool:
        """The gateway answered; False hangs up."""

    def unanswered(self, message: Outgoing, problem: str) -> None:
        """The request left, and nobody will ever say what became of it."""

    def closed(self, connection: Connection, problem: str) -> None:
        """The connection is gone."""


class Broken(ValueError):
    """What came back is no HTTP, or has no end."""


class Reader:
    """Puts one answer together from pieces."""

    def __init__(self) -> None:
        self._buffer = b""

    def feed(self, data: bytes) -> Answer | None:
        """Add a piece; the answer, once it is whole. Raises Broken."""
        self._buffer = buffer = self._buffer + data if self._buffer else data
        end = buffer.find(b"\r\n\r\n")
        if len(buffer) > _LARGEST:
            raise Broken("the answer never ends")
        if end < 0:
            return None
        status = _status(buffer)
        if 100 <= status < 200:
            self._buffer = b""
            return self.feed(buffer[end + 4 :])
        head = buffer[: end + 2].lower()
        body = _body(head, buffer, end + 4, status)
        if body is None:
            return None
        self._buffer = b""
        # Nearly no answer says either; to look for a word is cheaper than to look for a line.
        rest = _REST.search(head) if b"retry-after" in head else None
        last = b"close" in head and bool(_CLOSES.search(head))
        return Answer(status, body, float(rest[1]) if rest else 0.0, last)

    def ended(self) -> Answer | None:
        """The other side hung up: an answer without a length ends there."""
        buffer, self._buffer = self._buffer, b""
        end = buffer.find(b"\r\n\r\n")
        head = buffer[: end + 2].lower()
        if end < 0 or _LENGTH.search(head) or _CHUNKED.search(head):
            return None
        return Answer(_status(buffer), buffer[end + 4 :], last=True)


class Connection(asyncio.Protocol):
    """Serves itself from its source until it is closed or cut."""

    def __init__(self, source: Source) -> None:
        self._source, self._reader = source, Reader()
        self._transport: asyncio.Transport | None = None
        self._out: Outgoing | None = None
        self._left_at = 0.0
        self._closing = self._bidden = False
        self._problem = ""

    @property
    def idle(self) -> bool:
        """Open, and waiting for no answer."""
        return self._transport is not None and self._out is None and not self._closing

    def wake(self) -> None:
        """Look again whether there is something to send."""
        if self.idle:
            self._next()

    def overdue(self, now: float) -> bool:
        """Whether an answer has been missing for too long."""
        return self._out is not None and now - self._left_at > PATIENCE

    def close(self) -> None:
        """Hang up because we want to."""
        self._bidden = True
        self.cut("")

    def cut(self, problem: str) -> None:
        """Hang up at once."""
        self._problem, self._closing = problem, True
        if self._transport is not None:
            self._transport.abort()

    # What asyncio calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        faults.fault("net.after_connect")
        self._next()

    def data_received(self, data: bytes) -> None:
        if self._out is None:
            if not self._closing:
                self.cut("the gateway answered what nobody asked")
            return
        try:
            answer = self._reader.feed(data)
        except Broken as problem:
            self.cut(str(problem))
            return
        if answer is not None:
            self._answered(answer)

    def connection_lost(self, exc: Exception | None) -> None:
        problem = self._problem or (str(exc) if exc else "the gateway hung up")
        last = self._reader.ended() if self._out is not None and not self._problem else None
        if last is not None:
            self._answered(last)
        self._closing = True
        if self._out is not None:
            out, self._out = self._out, None
            self._source.unanswered(out, problem[:200])
            self._source.closed(self, "" if self._bidden else problem)
        else:
            # Between two requests a gateway may hang up as it likes.
            self._source.closed(self, self._problem)

    def _answered(self, answer: Answer) -> None:
        message, self._out = self._out, None
        assert message is not None  # noqa: S101 - asked by both callers
        goes_on = self._source.answered(message, answer)
        if not goes_on or answer.last:
            self.close()
        elif not self._closing:
            self._next()

    def _next(self) -> None:
        taken = self._source.take()
        if taken is None or self._transport is None:
            return
        self._out, request = taken
        self._left_at = time.monotonic()
        if faults.ARMED:
            faults.fault("intent.after_commit")
        self._transport.write(request)
        if faults.ARMED:
            faults.fault("net.after_accept_before_reply_read")


def _status(buffer: bytes) -> int:
    if not buffer.startswith(b"HTTP/1.") or not buffer[9:12].isdigit():
        raise Broken("the gateway does not speak HTTP")
    return int(buffer[9:12])


def _body(head: bytes, buffer: bytes, start: int, status: int) -> bytes | None:
    """The body, if all of it is here."""
    if status in {204, 304}:
        return b""
    length = _LENGTH.search(head)
    if length:
        end = start + int(length[1])
        return buffer[start:end] if len(buffer) >= end else None
    return _unchunked(buffer, start) if _CHUNKED.search(head) else None


def _unchunked(buffer: bytes, start: int) -> bytes | None:
    parts: list[bytes] = []
    place = start
    while (line := buffer.find(b"\r\n", place)) >= 0:
        try:
            size = int(buffer[place:line].partition(b";")[0], 16)
        except ValueError as error:
            raise Broken("a chunk of the answer has no size") from error
        if size == 0:
            # What may follow it says nothing of the message.
            return b"".join(parts) if buffer.find(b"\r\n\r\n", line) >= 0 else None
        parts.append(buffer[line + 2 : line + 2 + size])
        place = line + 4 + size
    return None
