"""Every kind of source over a real loopback server: what is new comes once, what was missed comes back, rubbish is counted."""

from __future__ import annotations

import http.server
import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from muster.kit import clock, secrets, signing
from muster.listening.actions.sources import PURPOSE
from muster.listening.kinds.feed import frames as entries
from muster.listening.kinds.feed import listen as feed
from muster.listening.kinds.hook import frames as calls
from muster.listening.kinds.mastodon import frames as events
from muster.listening.kinds.mastodon import listen as mastodon
from muster.listening.kinds.mastodon.place import spot
from muster.listening.kinds.wire import Deaf, NotAnAddress, Place
from muster.listening.models import Mention
from muster.proof.witness.mastodon import Server
from tests.domains.listening.ears import Ear
from tests.domains.listening.saying import source, topic

pytestmark = [pytest.mark.django_db, pytest.mark.enable_socket]
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
_FEED = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>
<item><guid>urn:2</guid><title>Havsvakt opens &amp; more</title><link>https://news.example/2</link>
<description>&lt;p&gt;A &lt;b&gt;long&lt;/b&gt; day&lt;/p&gt;</description><category>sea</category></item>
<item><guid>urn:1</guid><title>Old</title><link>https://news.example/1</link>
<pubDate>Sat, 01 Jan 2022 10:00:00 GMT</pubDate></item></channel></rss>"""


def _until(done: Callable[[], bool], seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while not done() and time.monotonic() < end:
        time.sleep(0.02)
    return done()


class TestMastodon:
    def test_what_is_said_comes_and_what_was_missed_comes_back(self) -> None:
        with Server() as server:
            server.now = datetime.now(UTC) - timedelta(hours=1)
            server.write("ana@far.example", "Before us")
            ear = Ear(10_000)
            place = f"{server.base}/public"
            with _listening(place, server.token, ear):
                assert _until(lambda: len(ear.posts) == 1)
                server.write("bo@far.example", "Havsvakt is late")
                assert _until(lambda: len(ear.posts) == 2)
                server.cuts += 1
            for number in range(90):
                server.write("bo@far.example", f"While nobody heard {number}")
            ear.missed = datetime.now(UTC)
            ear.stopping.clear()
            with _listening(place, server.token, ear):
                assert _until(lambda: len({one.uri for one in ear.posts}) == 92)
                assert _until(lambda: ear.fills == 1)
                ear.stopping.set()
            assert [one.text for one in ear.posts][1] == "Havsvakt is late"
            assert ear.posts[1].author == "mastodon:bo@far.example"

    def test_a_wrong_token_is_said(self) -> None:
        with Server() as server, pytest.raises(Deaf):
            mastodon.listen(Place(f"{server.base}/public", "wrong"), Ear(1), threading.Event())

    def test_only_what_everybody_may_read_is_a_post(self) -> None:
        told = {
            "id": "7", "uri": "https://s.example/7", "content": "<p>Hello<br>you</p>", "created_at": "2026-11-28T11:00:00Z",
            "account": {"acct": "ana", "followers_count": 3, "bot": True}, "visibility": "public", "tags": [{"name": "Sea"}],
        }  # fmt: skip
        found = events.post(told, home="s.example", now=NOW)
        assert found is not None
        assert (found.author, found.text, found.tags, found.reach) == (
            "mastodon:ana@s.example", "Hello\nyou", ("Sea",), 3,
        )  # fmt: skip
        assert found.told["bot"] == "yes"
        for changed in (
            {"visibility": "private"},
            {"visibility": "direct"},
            {"reblog": {"id": "1"}},
            {"account": None},
        ):
            assert events.post(told | changed, home="s.example", now=NOW) is None

    def test_published_events_are_read(self) -> None:
        file = _shared() / "payloads" / "mastodon_streaming.sse.txt"
        if not file.exists():
            pytest.skip("the published events are not here")
        found, broken = [], 0
        for event in events.events(file.read_text().splitlines()):
            try:
                told = events.status(*event) if event else None
            except events.Broken:
                broken += 1
                continue
            found += [told] if told else []
        assert [one["id"] for one in found] == ["108914327388663283", "108914343542683797"]
        assert broken == 0

    @pytest.mark.parametrize("data", ["", "undefined", "[]", "{}", '{"id": 7}', "{" * 5000])
    def test_rubbish_is_broken(self, data: str) -> None:
        with pytest.raises(events.Broken):
            events.status("update", data)

    @pytest.mark.parametrize(
        "address",
        ["http://x.example/public", "https://x.example/other", "https://a@x.example/", "x"],
    )
    def test_what_is_no_server_is_refused(self, address: str) -> None:
        with pytest.raises(NotAnAddress):
            spot(address)


class TestFeed:
    def test_it_is_asked_again_only_for_what_changed(self) -> None:
        asked: list[str] = []
        with _page(_FEED, asked) as address:
            ear = Ear(10_000)
            mark = feed._round(address, {}, ear)
            assert [one.text for one in ear.posts] == []
            again = feed._round(address, mark, ear)
            assert again == mark
        assert asked == ["", '"one"']

    def test_what_is_new_since_comes_once(self) -> None:
        with _page(_FEED, []) as address:
            ear = Ear(10_000)
            ear.missed = datetime.now(UTC)
            feed._round(address, {"seen": ["urn:1"]}, ear)
        assert [(one.uri, one.text, one.tags) for one in ear.posts] == [
            ("urn:2", "Havsvakt opens & more\nA long day", ("sea",))
        ]
        assert ear.fills == 1
        assert ear.mark["seen"] == ["urn:2", "urn:1"]

    def test_a_page_that_is_none_is_deaf(self) -> None:
        with _page(b"<html>Not here</html>", []) as address, pytest.raises(Deaf):
            feed._round(address, {}, Ear(1))

    def test_a_name_inside_our_network_is_not_asked(self) -> None:
        from muster.listening.kinds.feed import fetch

        for address in ("https://10.0.0.1/feed", "https://[::1]:1/feed", "http://x.example/"):
            with pytest.raises(Deaf):
                fetch.fetch(address)

    def test_entries_without_a_name_are_none(self) -> None:
        assert entries.post({"title": "x"}, address="https://a.example/", now=NOW) is None


class TestHook:
    def test_a_signed_call_is_heard_once(self) -> None:
        topic()
        made = source("hook", token="abc", secret=secrets.seal(b"s3cret", PURPOSE))
        posts = [
            {"id": 7, "author": "ana", "text": "Havsvakt is late", "followers": 12, "link": "https://f.example/7"},
            {"id": "8", "author": "bo", "text": "Something else"}, {"id": "9"}, "rubbish",
        ]  # fmt: skip
        body = json.dumps({"posts": posts}).encode()
        for _twice in range(2):
            answer = _call(body, "s3cret")
            assert answer.json() == {"success": True, "read": 2, "skipped": 2}
        kept = Mention.objects.get()
        assert (kept.uri, kept.author, kept.reach) == (f"{made.pk}:7", "hook:ana", 12)
        made.refresh_from_db()
        assert (made.frames, made.skipped) == (8, 4)
        assert made.heard_at is not None

    def test_whoever_cannot_sign_sees_no_page(self) -> None:
        source("hook", token="abc", secret=secrets.seal(b"s3cret", PURPOSE))
        body = b'{"posts": []}'
        assert _call(body, "other").status_code == 404
        assert _call(body, "s3cret", ago=400).status_code == 404
        assert _call(b"[]", "s3cret").status_code == 400

    @pytest.mark.parametrize("body", [b"", b"[]", b'{"posts": 1}', b"\xff", b"[" * 5000])
    def test_rubbish_is_refused(self, body: bytes) -> None:
        with pytest.raises(calls.BadCall):
            calls.read(body, source=1, now=NOW)


def _call(body: bytes, secret: str, *, ago: int = 0) -> Any:
    at = int(clock.db_now().timestamp()) - ago
    return Client().post(
        reverse("hooks:listening", args=["abc"]), body, content_type="application/json",
        headers={signing.HEADER: signing.sign(secret, body, at=at)},
    )  # fmt: skip


@contextmanager
def _listening(place: str, token: str, ear: Ear) -> Iterator[None]:
    """Hear a server in a thread; it ends by itself or is asked to."""

    def run() -> None:
        try:
            mastodon.listen(Place(place, token, dict(ear.mark)), ear, ear.stopping)
        except Deaf:
            return

    # The clock of the database is asked in this thread, too; a test has one connection.
    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    yield
    ear.stopping.set()
    thread.join(10)


@contextmanager
def _page(body: bytes, asked: list[str]) -> Iterator[str]:
    class Door(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = self.headers.get("If-None-Match", "")
            asked.append(known)
            self.send_response(304 if known == '"one"' else 200)
            self.send_header("ETag", '"one"')
            self.end_headers()
            if known != '"one"':
                self.wfile.write(body)

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/feed.xml"
    server.shutdown()
    server.server_close()


def _shared() -> Path:
    beside = Path(__file__).resolve().parents[4] / "shared"
    return Path(os.environ.get("MUSTER_SHARED", beside)) / "data"
