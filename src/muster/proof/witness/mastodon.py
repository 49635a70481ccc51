"""A stub of exactly those endpoints of Mastodon that we use, honest enough for the real Mastodon.py as its client.

It keeps accounts, statuses and notifications in memory, knows idempotency keys, counts signs, and can be told
to break at the worst moment. Loopback only.
"""

from __future__ import annotations

import html
import itertools
import json
import re
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, parse_qsl, urlsplit

HOME = "social.example"
LONGEST = 500
EPOCH = datetime(2026, 10, 13, 12, tzinfo=UTC)


@dataclass(slots=True)
class Server:
    """One server; ``us`` is the account whose token is ``token``. Use it as a context manager."""

    us: str = "havsvakt"
    token: str = "token-of-ours"  # noqa: S105 - of a server that lives on loopback for a minute
    now: datetime = EPOCH
    accounts: dict[str, dict[str, Any]] = field(default_factory=dict)
    statuses: dict[str, dict[str, Any]] = field(default_factory=dict)
    notes: list[dict[str, Any]] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)
    # What the next calls that post are answered with instead: a status, or “cut” after it was taken.
    trouble: list[int | str] = field(default_factory=list)
    # How often every stream was told to hang up.
    cuts: int = 0
    _keys: dict[str, str] = field(default_factory=dict)
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1000))
    _server: ThreadingHTTPServer | None = None

    @property
    def base(self) -> str:
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def url(self) -> str:
        """What MUSTER_MASTODON_URL becomes."""
        return self.base.replace("http://", f"mastodon://{self.token}@")

    @property
    def ours(self) -> list[dict[str, Any]]:
        """What we posted, the oldest first."""
        whole = list(self.statuses.values())
        return [one for one in whole if one["account"]["acct"] == self.us]

    def account(self, acct: str, **changed: Any) -> dict[str, Any]:
        """An account as this server shows it; those of its own have no server in their name."""
        user, _at, domain = acct.partition("@")
        known = self.accounts.setdefault(
            acct,
            {
                "id": str(next(self._numbers)), "username": user, "acct": acct, "display_name": user.title(),
                "locked": False, "bot": False, "discoverable": True, "group": False,
                "created_at": "2020-01-01T00:00:00.000Z",
                "note": "", "url": f"https://{domain or HOME}/@{user}", "uri": f"https://{domain or HOME}/users/{user}",
                "avatar": "", "avatar_static": "", "header": "", "header_static": "", "followers_count": 0,
                "following_count": 0, "statuses_count": 0, "last_status_at": None, "emojis": [], "fields": [],
            },
        )  # fmt: skip
        known.update(changed)
        return known

    def write(
        self, acct: str, words: str, *, to: dict[str, Any] | None = None, content: str = "", **more: Any
    ) -> dict[str, Any]:  # fmt: skip
        """Somebody writes; whoever is named is told. ``to`` is the status it answers."""
        number, account = str(next(self._numbers)), self.account(acct)
        self.now += timedelta(seconds=1)
        status: dict[str, Any] = {
            "id": number, "uri": f"{account['uri']}/statuses/{number}", "url": f"{account['url']}/{number}",
            "account": account, "content": content or f"<p>{html.escape(words)}</p>", "spoiler_text": "",
            "created_at": _iso(self.now), "in_reply_to_id": to["id"] if to else None,
            "in_reply_to_account_id": to["account"]["id"] if to else None, "visibility": "public", "sensitive": False,
            "language": "en", "mentions": [], "media_attachments": [], "tags": [], "emojis": [], "reblogs_count": 0,
            "favourites_count": 0, "replies_count": 0, "reblog": None, "application": None, "poll": None, "card": None,
        }  # fmt: skip
        status.update(more)
        self.statuses[number] = status
        if re.search(rf"(?<![\w@])@{self.us}(?!\w)", words) and acct != self.us:
            self.notify("mention", account, status)
        return status

    def notify(self, kind: str, account: dict[str, Any], status: dict[str, Any] | None) -> None:
        """Tell us of something."""
        note = {
            "id": str(next(self._numbers)), "type": kind, "created_at": _iso(self.now),
            "account": account, "status": status, "group_key": f"ungrouped-{next(self._numbers)}",
        }  # fmt: skip
        self.notes.append(note)

    def __enter__(self) -> Self:
        self.account(self.us)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _door(self))
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_problem: object) -> None:
        assert self._server is not None
        self._server.shutdown()
        self._server.server_close()

    def get(self, path: str, query: dict[str, list[str]]) -> Any:
        """What a GET is answered with; None where there is no such thing."""
        if path == "/api/v1/instance":
            return {
                "uri": HOME,
                "title": "Social",
                "version": "4.2.0",
                "description": "",
                "urls": {},
            }
        if path == "/api/v1/accounts/verify_credentials":
            return self.account(self.us)
        if path == "/api/v1/notifications":
            return self._notifications(query)
        if path.startswith("/api/v1/timelines/"):
            return self._timeline(path, query)
        found = re.fullmatch(r"/api/v1/statuses/(\d+)(/context)?", path)
        if found is None or found[1] not in self.statuses:
            return None
        return self._context(found[1]) if found[2] else self.statuses[found[1]]

    def _notifications(self, query: dict[str, list[str]]) -> list[dict[str, Any]]:
        most = min(int(query.get("limit", ["40"])[0]), 80)
        wanted = query.get("types[]") or query.get("types") or []
        found = [one for one in self.notes if not wanted or one["type"] in wanted]
        if "min_id" in query:
            after = int(query["min_id"][0])
            return [one for one in found if int(one["id"]) > after][:most][::-1]
        if "max_id" in query:
            found = [one for one in found if int(one["id"]) < int(query["max_id"][0])]
        if "since_id" in query:
            found = [one for one in found if int(one["id"]) > int(query["since_id"][0])]
        return found[::-1][:most]

    def _timeline(self, path: str, query: dict[str, list[str]]) -> list[dict[str, Any]]:
        """A page of a timeline, the newest first: right after ``min_id``, or the last."""
        tag = path.partition("/tag/")[2]
        found = [
            one
            for one in self.statuses.values()
            if one["visibility"] == "public" and _tagged(one, tag)
        ]
        most = min(int(query.get("limit", ["20"])[0]), 40)
        if "min_id" in query:
            after = int(query["min_id"][0])
            return [one for one in found if int(one["id"]) > after][:most][::-1]
        return found[::-1][:most]

    def said_after(self, number: int, tag: str) -> tuple[list[dict[str, Any]], int]:
        """What a stream says next: everything public after so many statuses, and how many there are now."""
        held = list(self.statuses.values())
        return [one for one in held[number:] if _tagged(one, tag)], len(held)

    def _context(self, number: str) -> dict[str, Any]:
        above, at = [], self.statuses[number]["in_reply_to_id"]
        while at in self.statuses:
            above.append(self.statuses[at])
            at = self.statuses[at]["in_reply_to_id"]
        below = [one for one in self.statuses.values() if one["in_reply_to_id"] == number]
        return {"ancestors": above[::-1], "descendants": below}

    def post(self, said: dict[str, Any], key: str) -> tuple[int, Any]:
        """A status of ours: once for each key."""
        if key and key in self._keys:
            return 200, self.statuses[self._keys[key]]
        words, parent = str(said.get("status") or ""), said.get("in_reply_to_id")
        counted = re.sub(r"(@\w+)@[\w.]+", r"\1", re.sub(r"https?://\S+", "x" * 23, words))
        if not words.strip() or len(counted) > LONGEST:
            return 422, {"error": "Validation failed: Text character limit of 500 exceeded"}
        if parent and parent not in self.statuses:
            return 404, {"error": "Record not found"}
        to = self.statuses[parent] if parent else None
        visible = said.get("visibility") or "public"
        status = self.write(self.us, words, to=to, visibility=visible)
        if key:
            self._keys[key] = status["id"]
        return 200, status


def _door(server: Server) -> type[BaseHTTPRequestHandler]:
    class Door(_Door):
        pass

    Door.server_here = server
    return Door


class _Door(BaseHTTPRequestHandler):
    server_here: Server

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path.startswith("/api/v1/streaming/"):
            if self._let_in(parts.path):
                self._stream(parse_qs(parts.query).get("tag", [""])[0])
        elif self._let_in(parts.path):
            told = self.server_here.get(parts.path.rstrip("/"), parse_qs(parts.query))
            self._say(*((200, told) if told is not None else (404, {"error": "Record not found"})))

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        if not self._let_in(self.path):
            return
        trouble = self.server_here.trouble.pop(0) if self.server_here.trouble else 0
        if isinstance(trouble, int) and trouble:
            self._say(trouble, {"error": f"Trouble {trouble}"})
            return
        is_json = (self.headers.get("Content-Type") or "").startswith("application/json")
        said = json.loads(raw) if is_json else dict(parse_qsl(raw))
        status, told = self.server_here.post(said, self.headers.get("Idempotency-Key") or "")
        if trouble == "cut":
            self.close_connection = True
            self.connection.close()
        else:
            self._say(status, told)

    def _stream(self, tag: str) -> None:
        """Server-sent events from now on, with a sign of life between, until somebody hangs up."""
        server, cuts = self.server_here, self.server_here.cuts
        place = len(server.statuses)
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        while server.cuts == cuts:
            # Counted in the same look, or what is written between two looks would never be told.
            fresh, place = server.said_after(place, tag)
            said = [f"event: update\ndata: {json.dumps(one)}\n\n" for one in fresh] or [":thump\n"]
            try:
                self.wfile.write("".join(said).encode())
            except OSError:
                return
            time.sleep(0.05)
        self.close_connection = True

    def _let_in(self, path: str) -> bool:
        self.server_here.asked.append((self.command, path))
        known = self.headers.get("Authorization") == f"Bearer {self.server_here.token}"
        if known or path.startswith("/api/v1/instance"):
            return True
        self._say(401, {"error": "The access token is invalid"})
        return False

    def _say(self, status: int, told: Any) -> None:
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        if status == 429:
            self.send_header("X-RateLimit-Reset", _iso(datetime.now(UTC) + timedelta(minutes=5)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


def _tagged(status: dict[str, Any], tag: str) -> bool:
    return not tag or tag in {one["name"] for one in status["tags"]}


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
