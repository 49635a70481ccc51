"""One websocket, read as fast as it comes: the protocol is that of ``websockets``, the socket is our own.

Thousands of frames come in one breath, so they are handed over together and nobody is woken for each.
"""

from __future__ import annotations

import socket
import ssl
from contextlib import suppress
from typing import Final, Self

from websockets.client import ClientProtocol
from websockets.exceptions import InvalidHandshake
from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.typing import Subprotocol
from websockets.uri import parse_uri

from muster.listening.kinds.wire import Deaf

PATIENCE: Final = 10.0
_PIECE: Final = 256 * 1024
_LARGEST: Final = 4 * 1024 * 1024
# RFC 6455, 5.2: a text that is whole, and how long frames say that they are.
_WHOLE_TEXT: Final = 0x81
_HEAD: Final = 2
_SHORT: Final = 126
_MASKED: Final = 128
_END_OF_HEAD: Final = b"\r\n\r\n"


class Wire:
    """A connection that is open. Use it as a context manager; it raises Deaf when it ends."""

    def __init__(self, url: str, *, subprotocol: str = "") -> None:
        uri = parse_uri(url)
        spoken = [Subprotocol(subprotocol)] if subprotocol else None
        self._protocol = ClientProtocol(uri, subprotocols=spoken, max_size=_LARGEST)
        self._begun: list[bytes] = []
        self._rest = b""
        self._early: list[bytes | None] = []
        try:
            self._socket = _opened(uri.host, uri.port, secure=uri.secure)
            self._shake_hands()
        except OSError as problem:
            raise Deaf(_words(problem)) from problem

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_problem: object) -> None:
        with suppress(OSError, Exception):
            self._protocol.send_close(1000)
            self._flush()
        self._socket.close()

    def frames(self, *, within: float) -> list[bytes | None]:
        """Every frame that is there, waiting ``within`` seconds for the first; None stands for one that is no text."""
        found, self._early = self._early, []
        if found:
            return found
        try:
            self._socket.settimeout(within)
            piece = self._socket.recv(_PIECE)
        except TimeoutError:
            return []
        except OSError as problem:
            raise Deaf(_words(problem)) from problem
        if piece:
            self._read(self._rest + piece, found)
        else:
            self._protocol.receive_eof()
        self._flush()
        if not found and self._protocol.state is not State.OPEN:
            raise Deaf(self._end())
        return found

    def _read(self, raw: bytes, found: list[bytes | None]) -> None:
        """Cut a breath into frames: whole texts are taken as they stand, all else goes through the protocol."""
        place, end = 0, len(raw)
        while end - place >= _HEAD:
            size, begins = raw[place + 1], place + 2
            if size >= _SHORT:
                begins += 2 if size == _SHORT else 8
                if begins > end:
                    break
                size = int.from_bytes(raw[place + 2 : begins], "big")
            if raw[place + 1] >= _MASKED or size > _LARGEST:
                raise Deaf("it sends what no server may send")
            if begins + size > end:
                break
            if raw[place] == _WHOLE_TEXT and not self._begun:
                found.append(raw[begins : begins + size])
            else:
                self._protocol.receive_data(raw[place : begins + size])
                found += self._taken()
            place = begins + size
        self._rest = raw[place:]

    def _taken(self) -> list[bytes | None]:
        found: list[bytes | None] = []
        for event in self._protocol.events_received():
            if isinstance(event, Frame) and event.opcode in _SAID:
                self._add(event, found)
        return found

    def _add(self, frame: Frame, found: list[bytes | None]) -> None:
        if frame.fin and not self._begun:
            found.append(bytes(frame.data) if frame.opcode is Opcode.TEXT else None)
            return
        # A message in pieces: its kind stands in the first.
        self._begun.append(bytes(frame.data))
        if frame.fin:
            found.append(b"".join(self._begun))
            self._begun = []

    def _shake_hands(self) -> None:
        self._protocol.send_request(self._protocol.connect())
        self._flush()
        raw = b""
        while _END_OF_HEAD not in raw:
            piece = self._socket.recv(_PIECE)
            if not piece or len(raw) > _LARGEST:
                raise Deaf("it hung up before it answered")
            raw += piece
        head, end, rest = raw.partition(_END_OF_HEAD)
        self._protocol.receive_data(head + end)
        if self._protocol.state is not State.OPEN:
            self._protocol.receive_data(rest)
            self._protocol.receive_eof()
            raise Deaf(_refused(self._protocol.handshake_exc or self._protocol.parser_exc))
        self._taken()
        self._read(rest, self._early)

    def _flush(self) -> None:
        try:
            for data in self._protocol.data_to_send():
                if data:
                    self._socket.sendall(data)
        except OSError as problem:
            raise Deaf(_words(problem)) from problem

    def _end(self) -> str:
        code, reason = self._protocol.close_code, self._protocol.close_reason
        return f"it hung up ({code}{': ' + reason if reason else ''})"


_SAID: Final = frozenset({Opcode.TEXT, Opcode.BINARY, Opcode.CONT})


def _opened(host: str, port: int, *, secure: bool) -> socket.socket:
    plain = socket.create_connection((host, port), timeout=PATIENCE)
    plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 * _PIECE)
    if secure:
        return ssl.create_default_context().wrap_socket(plain, server_hostname=host)
    return plain


def _refused(problem: Exception | None) -> str:
    kind = "it does not speak to us" if isinstance(problem, InvalidHandshake) else "it broke off"
    return f"{kind}: {_words(problem)}" if problem else kind


def _words(problem: Exception) -> str:
    return " ".join(str(problem).split())[:200] or type(problem).__name__
