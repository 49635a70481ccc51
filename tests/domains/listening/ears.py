"""An ear that keeps everything it is told, for the tests of every kind of source."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from muster.listening.post import Post


class Ear:
    """Takes everything, and asks to stop after so many frames, or at the last place of a stream."""

    def __init__(self, most: int, last: int = 0) -> None:
        self._last = last
        self.posts: list[Post] = []
        self.frames = self.skipped = 0
        self.mark: Mapping[str, Any] = {}
        self.missed: datetime | None = None
        self.fills = 0
        self.stopping = threading.Event()
        self._most = most

    def wants(self, raw: bytes) -> bool:
        return bool(raw)

    def wants_words(self, text: str) -> bool:
        return bool(text)

    def opened(self, at: datetime) -> datetime | None:
        del at
        return self.missed

    def take(self, post: Post) -> None:
        self.posts.append(post)

    def heard(self, frames: int, skipped: int, mark: Mapping[str, Any]) -> None:
        self.frames += frames
        self.skipped += skipped
        self.mark = mark or self.mark
        if self.frames >= self._most or self.mark.get("cursor") == self._last:
            self.stopping.set()

    def filled(self, at: datetime) -> None:
        del at
        self.fills += 1

    def rest(self) -> None:
        """Nothing is held."""
