"""The stand-in of a public network, with a stream and a timeline of one tag, as its servers have them."""

from __future__ import annotations

import json
import re
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime
from http.server import ThreadingHTTPServer
from typing import Any, Final, Self
from urllib.parse import parse_qs, urlsplit

from muster.proof.witness.mastodon import Server, _Door

_TAG: Final = re.compile(r"#(\w+)")
_TIMELINE: Final = "/api/v1/timelines/tag/"
_BREATH: Final = 0.2


@dataclass(slots=True)
class Loud(Server):
    """A server whose statuses can be followed by tag while they are written."""

    tagged: list[dict[str, Any]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def say(self, acct: str, words: str, *, at: datetime) -> dict[str, Any]:
        """Somebody writes at that moment; whoever follows a tag in it hears of it."""
        self.now = at
        tags = [{"name": one.casefold()} for one in _TAG.findall(words)]
        status = self.write(acct, words, tags=tags)
        if tags:
            self.tagged.append(status)
        return status

    def get(self, path: str, query: dict[str, list[str]]) -> Any:
        """Also the timeline of a tag: the oldest after ``min_id``, or the latest."""
        if not path.startswith(_TIMELINE):
            return Server.get(self, path, query)
        found = [one for one in list(self.tagged) if _bears(one, path.removeprefix(_TIMELINE))]
        most = min(int(query.get("limit", ["20"])[0]), 40)
        if "min_id" in query:
            after = int(query["min_id"][0])
            return [one for one in found if int(one["id"]) > after][:most][::-1]
        return found[::-1][:most]

    def __enter__(self) -> Self:
        self.account(self.us)

        class Door(_Loud):
            pass

        Door.server_here = self
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *problem: object) -> None:
        self.over.set()
        Server.__exit__(self, *problem)


def _bears(status: dict[str, Any], tag: str) -> bool:
    return any(one["name"] == tag for one in status["tags"])


class _Loud(_Door):
    server_here: Loud

    def do_GET(self) -> None:  # noqa: N802 - the name the library calls
        parts = urlsplit(self.path)
        if parts.path != "/api/v1/streaming/hashtag":
            super().do_GET()
        elif self._let_in(parts.path):
            self._stream(parse_qs(parts.query)["tag"][0])

    def _stream(self, tag: str) -> None:
        """Everything that bears the tag from now on, and a sign of life in between."""
        here, told = self.server_here, len(self.server_here.tagged)
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        try:
            while not here.over.is_set():
                fresh = here.tagged[told:]
                told += len(fresh)
                events = [
                    f"event: update\ndata: {json.dumps(one)}\n\n"
                    for one in fresh
                    if _bears(one, tag)
                ]
                self.wfile.write("".join([*events, ":thump\n"]).encode())
                self.wfile.flush()
                time.sleep(_BREATH)
        except OSError:
            return  # whoever listened went away
