"""Follows Jetstream from where we were, so that nothing is lost between two connections."""

from __future__ import annotations

import threading
import time
from datetime import datetime, timedelta
from typing import Final

from muster.kit import clock
from muster.listening.kinds.bluesky import frames
from muster.listening.kinds.bluesky.place import url
from muster.listening.kinds.bluesky.wire import Wire
from muster.listening.kinds.wire import Deaf, Ear, Place

# The stream never falls silent for long; a minute without a frame is a dead connection.
SILENCE: Final = 60.0
# If the first thing heard after a break is later than this, the stream no longer had what was said before.
_FORGOTTEN: Final = timedelta(minutes=1)
_NEARLY: Final = timedelta(seconds=2)


def listen(place: Place, ear: Ear, stopping: threading.Event) -> None:
    """Hear one connection until it ends. Raises Deaf."""
    where, spoken = url(place)
    with Wire(where, subprotocol=spoken) as wire:
        now = clock.now()
        follower = _Follower(ear, missed=ear.opened(now), opened=now)
        last = time.monotonic()
        while not stopping.is_set():
            found = wire.frames(within=1.0)
            if found:
                last = time.monotonic()
                follower.hear(found)
            elif time.monotonic() - last > SILENCE:
                raise Deaf("nothing came for a minute")
            ear.rest()


class _Follower:
    """Reads what comes, breath by breath, and knows when what was missed has come too."""

    def __init__(self, ear: Ear, *, missed: datetime | None, opened: datetime) -> None:
        self._ear, self._missed, self._opened = ear, missed, opened
        self._first = True

    def hear(self, found: list[bytes | None]) -> None:
        """Take in what came in one breath."""
        skipped, place = 0, 0
        now = clock.now()
        last: frames.Head | None = None
        for raw in found:
            try:
                head = frames.head(raw or b"")
                if head.is_commit and raw is not None:
                    self._read(raw, now)
            except frames.Broken:
                skipped += 1
                continue
            if head.error:
                raise Deaf(f"{head.error}: {head.message}"[:200])
            place, last = head.place or place, head
            if self._first:
                self._begin(head)
        self._ear.heard(len(found), skipped, {"cursor": place} if place else {})
        if self._missed is not None and last is not None:
            self._look_back(last)

    def _read(self, raw: bytes, now: datetime) -> None:
        if not frames.may_be_post(raw) or not self._ear.wants(raw):
            return
        read = frames.words(raw)
        if read is None:
            return
        record = read[2]
        if not self._ear.wants_words(f"{record.text} {' '.join(record.all_tags())}"):
            return
        post = frames.post(read, now=now)
        if post is not None:
            self._ear.take(post)

    def _begin(self, head: frames.Head) -> None:
        """Notice at the first frame after a break whether the stream remembers so far back; if not, a gap stays."""
        self._first = False
        moment = head.moment
        late = moment and self._missed and moment > self._missed + _FORGOTTEN
        if head.has_forgotten or late:
            self._missed = None

    def _look_back(self, head: frames.Head) -> None:
        """Notice when the stream has caught up with the moment at which it was opened again."""
        moment = head.moment
        if moment is None or moment >= self._opened - _NEARLY:
            self._missed = None
            self._ear.filled(clock.now())
