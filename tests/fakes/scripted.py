"""A server on loopback that answers in a row what it was told to, and remembers what it was asked."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

CUT = "cut"


@dataclass(slots=True)
class Asked:
    """One call."""

    method: str
    name: str
    query: dict[str, list[str]]
    said: Any
    token: str


@dataclass(slots=True)
class Scripted:
    """``answers`` holds, by the last part of a path, what comes next: (status, JSON), CUT, and the last one stays."""

    answers: dict[str, list[Any]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    _server: ThreadingHTTPServer | None = None

    @property
    def port(self) -> int:
        assert self._server is not None
        return int(self._server.server_address[1])

    def names(self) -> list[str]:
        return [one.name for one in self.asked]

    def __enter__(self) -> Self:
        class Door(_Door):
            script = self

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_problem: object) -> None:
        assert self._server is not None
        self._server.shutdown()
        self._server.server_close()

    def next(self, name: str) -> Any:
        waiting = self.answers.get(name, [(404, {"error": "NotFound"})])
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]


class _Door(BaseHTTPRequestHandler):
    script: Scripted

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        name = parts.path.rpartition("/")[2]
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        token = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
        said = json.loads(raw) if raw else None
        self.script.asked.append(Asked(self.command, name, parse_qs(parts.query), said, token))
        told = self.script.next(name)
        if told == CUT:
            self.close_connection = True
            self.connection.close()
            return
        status, body = told
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(sent)))
        for header, value in self.script.headers.items():
            self.send_header(header, value)
        self.end_headers()
        self.wfile.write(sent)

    do_POST = do_GET  # noqa: N815 - so it is called

    def log_message(self, *_words: object) -> None:
        """Say nothing."""
