"""Holds what one source says until it is kept: a second, or a handful of posts, whichever comes first."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from muster.kit import clock
from muster.listening import companions, watching
from muster.listening.actions import gaps
from muster.listening.actions.hear import Heard, Reached, hear
from muster.listening.matching import haystack
from muster.listening.post import Post

# Posts in one transaction, and seconds between two while there are any; quiet sources are written down less often.
_HANDFUL: Final = 500
_SOON: Final = 1.0
_SELDOM: Final = 5.0
# After so many seconds a changed term is heard of.
_NEWS: Final = 5.0


class Hand:
    """The ear of one source in one process. It is used by one thread."""

    def __init__(self, source: int) -> None:
        self._source = source
        self._watch = watching.current()
        self._held: list[Heard] = []
        self._mark: Mapping[str, Any] | None = None
        self._frames = self._skipped = 0
        self._alive = False
        self._kept_at = self._looked_at = time.monotonic()

    def wants(self, raw: bytes) -> bool:
        return self._watch.sieve.passes(raw)

    def wants_words(self, text: str) -> bool:
        return self._watch.sieve.passes_words(text)

    def opened(self, at: datetime) -> datetime | None:
        return gaps.opened(source=self._source, at=at)

    def take(self, post: Post) -> None:
        hay = haystack(post.text, post.tags)
        topics = self._watch.matcher.topics(post, hay)
        if topics:
            beside = {one: companions.beside(hay, self._watch.own.get(one, ())) for one in topics}
            self._held.append(Heard(post, topics, beside))

    def heard(self, frames: int, skipped: int, mark: Mapping[str, Any]) -> None:
        self._frames += frames
        self._skipped += skipped
        self._mark = mark or self._mark
        self._alive = True
        if len(self._held) >= _HANDFUL:
            self.keep()

    def filled(self, at: datetime) -> None:
        self.keep()
        gaps.filled(source=self._source, at=at)

    def rest(self) -> None:
        now = time.monotonic()
        passed = now - self._kept_at
        if self._alive and passed >= (_SOON if self._held else _SELDOM):
            self.keep()
        if now - self._looked_at >= _NEWS:
            self._watch, self._looked_at = watching.current(self._watch), now

    def keep(self) -> None:
        """Keep everything that is held, with how far we have heard."""
        if not self._alive:
            return
        reached = Reached(self._mark, self._frames, self._skipped)
        hear(source=self._source, heard=self._held, reached=reached, at=clock.now())
        self._held, self._mark, self._frames, self._skipped = [], None, 0, 0
        self._alive, self._kept_at = False, time.monotonic()
