"""A lean sender of tracking calls, in a process of its own so that its CPU can be told apart.

Every body is made before the clock starts. It says “ready”, waits for a line, sends over a few kept
connections and says in one JSON line which calls were acknowledged.
"""

from __future__ import annotations

import argparse
import base64
import json
import re
import selectors
import socket
import sys
import time
from collections import deque
from collections.abc import Sequence
from typing import Any

from muster.proof.benches.ingesting.stream import PER_CALL, Stream

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_AGAIN = 0.02  # seconds to wait after “too many”, for a bench that wants to go on


class Line:
    """One kept connection with at most one call under way."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.number = -1
        self.heard = b""

    def send(self, number: int, request: bytes) -> None:
        """Hand one call over."""
        self.number, self.heard = number, b""
        self.socket.sendall(request)

    def answer(self) -> tuple[int, bytes] | None:
        """Status and body once both are here; ``ConnectionError`` when there will be none."""
        piece = self.socket.recv(65_536)
        if not piece:
            raise ConnectionError
        self.heard += piece
        head, found, body = self.heard.partition(b"\r\n\r\n")
        length = _LENGTH.search(head) if found else None
        if length is None or len(body) < int(length[1]):
            return None
        return int(head[9:12]), body


class Sender:
    """Sends every call once, as fast as they are taken; 429 is asked again."""

    def __init__(self, port: int, requests: Sequence[bytes], lines: int) -> None:
        self.requests, self.port, self.lines = requests, port, lines
        self.acknowledged: list[int] = []
        self.statuses: dict[int, int] = {}
        self.repeated = 0

    def run(self) -> float:
        """Seconds from the first byte to the last answer."""
        waiting = deque(range(len(self.requests)))
        began = time.perf_counter()
        with selectors.DefaultSelector() as choice:
            for _number in range(min(self.lines, len(waiting))):
                line = Line(self.port)
                line.send(number := waiting.popleft(), self.requests[number])
                choice.register(line.socket, selectors.EVENT_READ, line)
            while choice.get_map():
                for event, _mask in choice.select():
                    self._hear(choice, event.data, waiting)
        return time.perf_counter() - began

    def _hear(self, choice: selectors.BaseSelector, line: Line, waiting: deque[int]) -> None:
        try:
            answer = line.answer()
            if answer is None:
                return
            self._note(line.number, *answer, waiting)
            if waiting:
                line.send(number := waiting.popleft(), self.requests[number])
                return
        except OSError:
            self.statuses[0] = self.statuses.get(0, 0) + 1
        choice.unregister(line.socket)
        line.socket.close()

    def _note(self, number: int, status: int, body: bytes, waiting: deque[int]) -> None:
        self.statuses[status] = self.statuses.get(status, 0) + 1
        if status == 200:
            self.acknowledged.append(number)
            if b"repeated" in body:
                self.repeated += json.loads(body)["repeated"]
        elif status == 429:
            waiting.append(number)
            time.sleep(_AGAIN)


def main() -> None:
    """Make the calls, wait for the word, send them, report."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kind", choices=("stream", "single", "counted"), required=True)
    for name in ("port", "people", "seed", "events", "lines"):
        parser.add_argument(f"--{name}", type=int, required=True)
    options = parser.parse_args()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    key = sys.stdin.readline().strip()
    sender = Sender(options.port, list(_requests(options, key)), options.lines)
    sys.stdout.write("loaded\n")
    sys.stdout.flush()
    sys.stdin.readline()
    cpu = time.process_time()
    seconds = sender.run()
    report: dict[str, Any] = {
        "seconds": seconds,
        "cpu": time.process_time() - cpu,
        "acknowledged": sender.acknowledged,
        "statuses": sender.statuses,
        "repeated": sender.repeated,
    }
    sys.stdout.write(json.dumps(report) + "\n")


def _requests(options: argparse.Namespace, key: str) -> Any:
    stream = Stream(people=options.people, seed=options.seed)
    if options.kind == "counted":
        bodies = stream.counted(options.events // PER_CALL)
    else:
        bodies = stream.calls(options.events, *([1] if options.kind == "single" else []))
    secret = base64.b64encode(f"{key}:".encode()).decode()
    for body in bodies:
        path = json.loads(body)["type"] if options.kind == "single" else "batch"
        head = (
            f"POST /v1/{path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Basic {secret}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        yield head.encode() + body


if __name__ == "__main__":
    main()
