"""Action Network as a small server of ours on loopback: OSDI pages of made-up people, and its bad days."""

from __future__ import annotations

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

TOKEN = "a-token-for-tests"


def person(
    number: int,
    email: str,
    *,
    status: str = "subscribed",
    modified: str = "2026-01-01T00:00:00Z",
    **more: Any,
) -> dict[str, Any]:
    """One person in the shape of the standard."""
    return {
        "identifiers": [f"action_network:00000000-0000-0000-0000-{number:012d}"],
        "given_name": f"Given{number}", "family_name": "Family", "modified_date": modified,
        "created_date": modified, "languages_spoken": ["en"],
        "email_addresses": [{"primary": True, "address": email, "status": status}],
        "postal_addresses": [{"primary": True, "country": "US", "postal_code": "10001"}],
    } | more  # fmt: skip


class ActionNetwork:
    """Start it with ``with``; change ``people``; put statuses into ``bad`` that it answers first."""

    def __init__(self, people: list[dict[str, Any]], **more: list[dict[str, Any]]) -> None:
        self.people = people
        # What stands under further paths, such as “donations” or “tags/7/taggings”.
        self.more = more
        self.bad: list[tuple[int, dict[str, str]]] = []
        self.asked: list[dict[str, str]] = []

    def __enter__(self) -> Self:
        fake = self

        class Door(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, headers, body = fake.answer(
                    self.path, self.headers.get("OSDI-API-Token", "")
                )
                said = json.dumps(body).encode()
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(said))}.items():
                    self.send_header(name, value)
                self.send_header("Content-Type", "application/hal+json")
                self.end_headers()
                self.wfile.write(said)

            def log_message(self, *_words: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        self._server.daemon_threads = True
        self.home = f"http://127.0.0.1:{self._server.server_port}/api/v2"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, path: str, token: str) -> tuple[int, dict[str, str], Any]:
        query = {name: told[0] for name, told in parse_qs(urlsplit(path).query).items()}
        self.asked.append(
            {**query, "path": urlsplit(path).path.removeprefix("/api/v2/").rstrip("/")}
        )
        if self.bad:
            status, headers = self.bad.pop(0)
            return status, headers, {"error": "a bad day"}
        if token != TOKEN:
            return 403, {}, {"error": "API Key invalid or not present"}
        page, size = int(query.get("page", "1")), min(int(query.get("per_page", "25")), 25)
        under = urlsplit(path).path.removeprefix("/api/v2/").rstrip("/")
        held = self.people if under == "people" else self.more.get(under, [])
        wanted = self._since(held, query.get("filter", ""))
        found = wanted[(page - 1) * size : page * size]
        name = f"osdi:{under.rpartition('/')[2]}"
        return 200, {}, {"page": page, "per_page": size, "_links": {}, "_embedded": {name: found}}

    def _since(self, held: list[dict[str, Any]], wanted: str) -> list[dict[str, Any]]:
        told = re.fullmatch(r"modified_date gt '([^']+)'", wanted)
        return [one for one in held if told is None or one.get("modified_date", "") > told[1]]
