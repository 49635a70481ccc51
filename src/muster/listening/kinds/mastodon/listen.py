"""Follows one stream of a Mastodon server, and asks its timeline for what was said while nobody heard.

The stream is opened first and the timeline asked then, so that nothing falls between; what comes twice is kept once.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from muster.channels import posts
from muster.channels.base import NotSent
from muster.channels.calls import Line, Unanswered
from muster.kit import clock
from muster.listening.kinds.mastodon import frames
from muster.listening.kinds.mastodon.place import Spot, spot
from muster.listening.kinds.wire import Deaf, Ear, Place

# The server says that it lives each fifteen seconds.
SILENCE: Final = 60.0
_OPENING: Final = 10.0
_A_PAGE: Final = 40
_MOST_PAGES: Final = 500


def listen(place: Place, ear: Ear, stopping: threading.Event) -> None:
    """Hear one connection until it ends. Raises Deaf."""
    import httpx

    where = spot(place.address)
    keys = {"Authorization": f"Bearer {place.secret}"} if place.secret else {}
    follower = _Follower(where, keys, ear, seen=str(place.mark.get("seen") or ""))
    patience = httpx.Timeout(_OPENING, read=SILENCE)
    try:
        base = follower.streams()
        with (
            httpx.Client(timeout=patience, trust_env=False, headers=keys) as client,
            client.stream("GET", base + where.stream, params=where.asked) as answer,
        ):
            if answer.status_code != 200:
                raise Deaf(f"the stream answers with status {answer.status_code}")
            follower.fill()
            for event in frames.events(answer.iter_lines()):
                follower.hear(event)
                if stopping.is_set():
                    return
        raise Deaf("the stream ended")
    except httpx.HTTPError as problem:
        raise Deaf(str(problem)[:200] or type(problem).__name__) from problem
    except (NotSent, Unanswered) as problem:
        raise Deaf(str(problem)) from problem


class _Follower:
    """Knows the server’s name and which status was heard last."""

    def __init__(self, where: Spot, keys: Mapping[str, str], ear: Ear, *, seen: str) -> None:
        self._spot, self._keys, self._ear, self._seen = where, keys, ear, seen
        self._line = Line(where.base)
        self._home = urlsplit(where.base).netloc

    def streams(self) -> str:
        """Where the server streams; it may be elsewhere, and it says so. Also learns what it is called."""
        told = self._line.ask("GET", "/api/v1/instance", headers=self._keys).fields
        named = posts.words(told.get("uri"), 300).removeprefix("https://").strip("/").casefold()
        self._home = named or self._home
        urls = told.get("urls")
        listed = posts.words(urls.get("streaming_api"), 300) if isinstance(urls, dict) else ""
        moved = listed.replace("wss://", "https://").replace("ws://", "http://").rstrip("/")
        # A secret leaves this computer under TLS only, and to the place that was typed or one under TLS.
        return moved if moved.startswith("https://") else self._spot.base

    def fill(self) -> None:
        """Fetch what was said since the last status heard, page by page, and note that it is complete."""
        missed = self._ear.opened(clock.now())
        complete = bool(self._seen)
        for page in self._pages():
            for told in page:
                self._take(told)
            self._ear.heard(len(page), 0, {"seen": self._seen} if self._seen else {})
            self._ear.rest()
        if missed is not None and complete:
            self._ear.filled(clock.now())

    def _pages(self) -> Iterator[list[Mapping[str, Any]]]:
        """Pages after the last status heard, the oldest first; of a server never heard, only the latest."""
        for _page in range(_MOST_PAGES):
            after = {"min_id": self._seen} if self._seen else {}
            asked = {"limit": _A_PAGE if self._seen else 1, **self._spot.listed, **after}
            answer = self._line.ask("GET", self._spot.timeline, params=asked, headers=self._keys)
            if not answer.well or not isinstance(answer.told, list):
                raise Deaf(f"the timeline could not be read: {answer.words}")
            found: list[Mapping[str, Any]] = [one for one in answer.items if isinstance(one, dict)]
            yield found[::-1]
            if not found or not after:
                return

    def hear(self, event: tuple[str, str] | None) -> None:
        """Take in one event, or a sign of life."""
        if event is not None:
            skipped = 0
            try:
                told = frames.status(*event)
                if told is not None:
                    self._take(told)
            except frames.Broken:
                skipped = 1
            self._ear.heard(1, skipped, {"seen": self._seen} if self._seen else {})
        else:
            self._ear.heard(0, 0, {})
        self._ear.rest()

    def _take(self, told: Mapping[str, Any]) -> None:
        self._seen = frames.later(self._seen, posts.words(told.get("id"), 100))
        post = frames.post(told, home=self._home, now=clock.now())
        if post is not None and self._ear.wants_words(f"{post.text} {' '.join(post.tags)}"):
            self._ear.take(post)
