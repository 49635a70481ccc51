"""Enough HTTP to be a gateway to a fast client: keep-alive, one answer after the other, no framework."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Final, Protocol, cast
from urllib.parse import parse_qsl

_HEAD_END: Final = b"\r\n\r\n"
_LARGEST: Final = 1 << 20
_REASONS: Final = {200: "OK", 201: "Created", 202: "Accepted", 400: "Bad Request",
                   401: "Unauthorized", 403: "Forbidden", 404: "Not Found",
                   429: "Too Many Requests", 503: "Service Unavailable"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Request:
    """One request, read to its end."""

    method: str
    path: str
    query: str
    head: str
    body: bytes

    def header(self, name: str) -> str:
        """The value of a header, or nothing."""
        wanted = name.lower() + ":"
        for line in self.head.split("\r\n")[1:]:
            if line.lower().startswith(wanted):
                return line[len(wanted) :].strip()
        return ""

    def values(self) -> dict[str, str]:
        """What the query and a form in the body say."""
        found = parse_qsl(self.query, keep_blank_values=True)
        if self.body:
            found += parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True)
        return dict(found)


class Handler(Protocol):
    """What a door does with a request."""

    def __call__(self, request: Request, session: Session) -> None: ...


class Session(asyncio.Protocol):
    """One connection."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self._transport: asyncio.Transport
        self._buffer = bytearray()
        # Answers leave in the order of the questions, so nothing is read while one is being made.
        self._waiting = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        self._go_on()

    def answer(self, status: int, text: str, *, kind: str = "text/plain") -> None:
        """Answer the request being dealt with and go on with the next."""
        self._waiting = False
        if self._transport.is_closing():
            return
        body = text.encode()
        head = (
            f"HTTP/1.1 {status} {_REASONS.get(status, 'Whatever')}\r\n"
            f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        self._transport.write(head.encode() + body)
        if self._buffer:
            self._go_on()

    def hang_up(self) -> None:
        """End the connection without a word."""
        self._transport.abort()

    def _go_on(self) -> None:
        while not self._waiting:
            request = self._read()
            if request is None:
                return
            self._waiting = True
            self._handler(request, self)

    def _read(self) -> Request | None:
        end = self._buffer.find(_HEAD_END)
        if end < 0 or end > _LARGEST:
            return None
        head = self._buffer[:end].decode("latin-1")
        length = _length(head)
        start = end + len(_HEAD_END)
        if len(self._buffer) < start + length:
            return None
        body = bytes(self._buffer[start : start + length])
        del self._buffer[: start + length]
        method, _, rest = head.partition(" ")
        path, _, query = rest.partition(" ")[0].partition("?")
        return Request(method, path, query, head, body)


def _length(head: str) -> int:
    place = head.lower().find("\r\ncontent-length:")
    return int(head[place + 17 :].partition("\r\n")[0]) if place >= 0 else 0
