"""A Jetstream of our own: both wire forms over a real websocket, resumed by cursor, told to hang up at bad moments.

It holds frames it was given and sends them as fast as they are read. Loopback only.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import socket
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self
from urllib.parse import parse_qs, urlsplit

_MAGIC: Final = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_TOGETHER: Final = 256
_V2: Final = "/xrpc/network.bsky.jetstream.subscribeEvents"


@dataclass(slots=True)
class Server:
    """``frames`` are numbered from one; ``places`` are what a cursor counts, where that is not their number."""

    frames: list[bytes]
    places: list[int] = field(default_factory=list)
    # After so many frames each next connection is cut, in the middle of a frame; then they last.
    cuts: list[int] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    _socket: socket.socket | None = None
    _door: threading.Thread | None = None

    @property
    def port(self) -> int:
        assert self._socket is not None
        return int(self._socket.getsockname()[1])

    @property
    def v1(self) -> str:
        """Where the first form is spoken."""
        return f"ws://127.0.0.1:{self.port}/subscribe"

    @property
    def v2(self) -> str:
        """Where the second is."""
        return f"ws://127.0.0.1:{self.port}/xrpc"

    def __enter__(self) -> Self:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._door = threading.Thread(target=self._accept, daemon=True)
        self._door.start()
        return self

    def __exit__(self, *_problem: object) -> None:
        assert self._socket
        assert self._door
        # Closed while somebody waits at it, its number would go to the next socket, and whoever calls there be ours.
        self._socket.shutdown(socket.SHUT_RDWR)
        self._door.join()
        self._socket.close()

    def _accept(self) -> None:
        assert self._socket is not None
        while True:
            try:
                caller, _address = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(caller,), daemon=True).start()

    def _serve(self, caller: socket.socket) -> None:
        with caller:
            try:
                target = self._shake_hands(caller)
                if target:
                    self._send(caller, self._first(target))
            except OSError:
                return

    def _shake_hands(self, caller: socket.socket) -> str:
        raw = b""
        while b"\r\n\r\n" not in raw:
            piece = caller.recv(65536)
            if not piece:
                return ""
            raw += piece
        head, *lines = raw.decode("latin-1").split("\r\n")
        target = head.split(" ")[1]
        told = {
            name.lower(): value.strip()
            for name, _colon, value in (one.partition(":") for one in lines)
        }
        self.asked.append(target)
        digest = hashlib.sha1(f"{told['sec-websocket-key']}{_MAGIC}".encode()).digest()  # noqa: S324 - RFC 6455
        spoken = told.get("sec-websocket-protocol", "")
        protocol = f"Sec-WebSocket-Protocol: {spoken}\r\n" if spoken and _V2 in target else ""
        caller.sendall(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Accept: {base64.b64encode(digest).decode()}\r\n{protocol}\r\n".encode()
        )
        return target

    def _first(self, target: str) -> int:
        """The frame that a cursor asks for: the first whose place is not before it."""
        cursor = parse_qs(urlsplit(target).query).get("cursor")
        if not cursor:
            return 0
        places = self.places or list(range(1, len(self.frames) + 1))
        return next((n for n, place in enumerate(places) if place >= int(cursor[0])), len(places))

    def _send(self, caller: socket.socket, first: int) -> None:
        last = first + self.cuts.pop(0) if self.cuts else len(self.frames)
        for start in range(first, min(last, len(self.frames)), _TOGETHER):
            end = min(start + _TOGETHER, last, len(self.frames))
            caller.sendall(b"".join(_framed(one) for one in self.frames[start:end]))
        if last < len(self.frames):
            whole = _framed(self.frames[last])
            caller.sendall(whole[: len(whole) // 2])
            caller.shutdown(socket.SHUT_RDWR)
            return
        while caller.recv(65536):
            pass


def _framed(payload: bytes) -> bytes:
    """One text frame of a server (RFC 6455, 5.2)."""
    size = len(payload)
    if size < 126:
        return bytes((0x81, size)) + payload
    if size < 65536:
        return bytes((0x81, 126)) + size.to_bytes(2, "big") + payload
    return bytes((0x81, 127)) + size.to_bytes(8, "big") + payload


def main() -> int:
    """Serve the frames of a file, one a line, until standard input ends; the first line out is the port."""
    parser = argparse.ArgumentParser()
    parser.add_argument("file", type=Path)
    parser.add_argument("--cuts", default="")
    options = parser.parse_args()
    lines = options.file.read_bytes().split(b"\n")
    places = [int(one.partition(b" ")[0]) for one in lines if one]
    frames = [one.partition(b" ")[2] for one in lines if one]
    cuts = [int(one) for one in options.cuts.split(",") if one]
    with Server(frames, places, cuts) as server:
        sys.stdout.write(f"{server.port}\n")
        sys.stdout.flush()
        sys.stdin.read()
    return 0


if __name__ == "__main__":
    sys.exit(main())
