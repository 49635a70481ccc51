"""A real Bluesky server on loopback, and the small part of the view of the network that stands behind it.

The server (PDS) and its directory (PLC) are the real ones, from npm; whoever lacks them skips with that word.
A server does not know who mentions whom: that is worked out by an AppView, which nobody can run on a laptop. The
one here works it out in the same words from the posts the real server holds, and the real client reads it.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import shutil
import socket
import subprocess
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

import httpx

HERE = Path(__file__).parent / "pds"
PASSWORD = "a-word-for-tests"
_POST = "app.bsky.feed.post"


def folder() -> Path:
    """Where ``make pds`` installs the server: outside the repository, kept between runs."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(os.environ.get("MUSTER_PDS") or Path(cache) / "muster-pds")


def missing() -> str:
    """What is not there, in words; empty if all of it is."""
    if not shutil.which("node"):
        return "Node.js is not here, which a real Bluesky server needs"
    modules = folder() / "node_modules"
    built = modules / "better-sqlite3/build/Release/better_sqlite3.node"
    if not (modules / "@atproto/pds").exists() or not built.exists():
        return "no Bluesky server is installed (make pds)"
    return ""


class View:
    """Who mentioned, answered or quoted whom, and how many follow each: two calls of an AppView, and a profile."""

    def __init__(self) -> None:
        self.followers: dict[str, int] = {}
        self.asked: list[str] = []
        self._first_seen: dict[str, str] = {}
        self._pds = ""
        view = self

        class Door(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                name = parts.path.rpartition("/")[2]
                view.asked.append(name)
                told = view.answer(name, parse_qs(parts.query), _issuer(self.headers))
                body = json.dumps(told if told is not None else {"error": "MethodNotImplemented"})
                self.send_response(200 if told is not None else 501)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body.encode())))
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_words: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        self.port = self._server.server_address[1]

    def start(self, pds: str) -> None:
        self._pds = pds
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def end(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, name: str, query: dict[str, list[str]], me: str) -> dict[str, Any] | None:
        if name == "app.bsky.notification.listNotifications":
            return self._notifications(me, query)
        if name == "app.bsky.actor.getProfiles":
            return {"profiles": [self._profile(did) for did in query.get("actors", [])]}
        if name == "app.bsky.actor.getProfile":
            return self._profile(query["actor"][0])
        return None

    def records(self, did: str) -> list[dict[str, Any]]:
        params = {"repo": did, "collection": _POST, "limit": 100}
        return list(self._ask("com.atproto.repo.listRecords", params)["records"])

    def _notifications(self, me: str, query: dict[str, list[str]]) -> dict[str, Any]:
        """The newest first, a page at a time."""
        found = [
            self._note(did, record, reason)
            for did in self._accounts()
            if did != me
            for record in self.records(did)
            if (reason := _reason(record["value"], me))
        ]
        found.sort(key=lambda note: (note["indexedAt"], note["uri"]), reverse=True)
        begin, most = int(query.get("cursor", ["0"])[0]), int(query.get("limit", ["50"])[0])
        more = {"cursor": str(begin + most)} if begin + most < len(found) else {}
        return {"notifications": found[begin : begin + most], **more}

    def _note(self, did: str, record: dict[str, Any], reason: str) -> dict[str, Any]:
        now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return {
            "uri": record["uri"],
            "cid": record["cid"],
            "author": {"did": did, "handle": self._handle(did)},
            "reason": reason,
            "record": record["value"],
            "isRead": False,
            "indexedAt": self._first_seen.setdefault(record["uri"], now),
        }

    def _profile(self, did: str) -> dict[str, Any]:
        known = {"followersCount": self.followers[did]} if did in self.followers else {}
        return {"did": did, "handle": self._handle(did), **known}

    def _accounts(self) -> list[str]:
        return [one["did"] for one in self._ask("com.atproto.sync.listRepos", {})["repos"]]

    def _handle(self, did: str) -> str:
        return str(self._ask("com.atproto.repo.describeRepo", {"repo": did})["handle"])

    def _ask(self, name: str, params: dict[str, Any]) -> Any:
        answer = httpx.get(f"{self._pds}/xrpc/{name}", params=params)
        answer.raise_for_status()
        return answer.json()


@dataclass(slots=True)
class Network:
    """A server with its directory, and the view behind it. Use it as a context manager."""

    data: Path
    view: View = field(default_factory=View)
    port: int = 0
    # The DID of each account, by its handle.
    dids: dict[str, str] = field(default_factory=dict)
    _process: subprocess.Popen[bytes] | None = None

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def url(self, handle: str) -> str:
        """What MUSTER_BLUESKY_URL becomes."""
        return f"bluesky://{handle}:{PASSWORD}@127.0.0.1:{self.port}"

    def join(self, handle: str) -> str:
        """Make an account; its DID."""
        said = {"handle": handle, "email": f"{handle}@people.example", "password": PASSWORD}
        answer = httpx.post(f"{self.base}/xrpc/com.atproto.server.createAccount", json=said)
        answer.raise_for_status()
        return str(answer.json()["did"])

    def posts(self, did: str) -> list[dict[str, Any]]:
        """Every post of an account, as its own server keeps them, the newest first."""
        return self.view.records(did)

    def __enter__(self) -> Self:
        plc, self.port = _free_ports(2)
        self.view.start(self.base)
        environment = os.environ | {
            "NODE_PATH": str(folder() / "node_modules"),
            "NODE_ENV": "test",
            "LOG_ENABLED": "false",
            "MUSTER_PLC_PORT": str(plc),
            "MUSTER_PDS_PORT": str(self.port),
            "MUSTER_VIEW_PORT": str(self.view.port),
            "MUSTER_PDS_DATA": str(self.data),
        }
        # Output goes to a file: a server that inherits a pipe would hold it open.
        with (self.data / "server.out").open("wb") as out:
            self._process = subprocess.Popen(
                ["node", str(HERE / "server.js")], env=environment, stdin=subprocess.PIPE,
                stdout=out, stderr=out,
            )  # fmt: skip
        self._until_ready()
        return self

    def __exit__(self, *_problem: object) -> None:
        self.view.end()
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def _until_ready(self, seconds: float = 180.0) -> None:
        deadline, said = time.monotonic() + seconds, self.data / "server.out"
        while "READY" not in said.read_text():
            assert self._process is not None
            assert self._process.poll() is None, said.read_text()[-2000:]
            assert time.monotonic() < deadline, said.read_text()[-2000:]
            time.sleep(0.1)


def _reason(post: dict[str, Any], me: str) -> str:
    reply = post.get("reply") or {}
    above = [reply.get(name, {}).get("uri", "") for name in ("parent", "root")]
    if any(uri.startswith(f"at://{me}/") for uri in above):
        return "reply"
    features = [each for facet in post.get("facets") or [] for each in facet.get("features", [])]
    return "mention" if any(each.get("did") == me for each in features) else ""


def _issuer(headers: Any) -> str:
    """For whom the server asks, out of the token by which it asks."""
    with contextlib.suppress(IndexError, ValueError):
        middle = (headers.get("Authorization") or "").split(".")[1]
        return str(json.loads(base64.urlsafe_b64decode(middle + "==")).get("iss", ""))
    return ""


def _free_ports(number: int) -> list[int]:
    held = [socket.create_server(("127.0.0.1", 0)) for _one in range(number)]
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports
