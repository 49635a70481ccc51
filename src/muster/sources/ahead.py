"""Reading ahead: one thread understands the next rows while another waits for the database.

Only the thread that owns the connection reads from it. The one that parses asks for pieces of the file
and is handed them; it never touches the database, and it is never more than two batches in front.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from queue import SimpleQueue
from typing import Any, Final, TypeVar

T = TypeVar("T")
BATCHES_IN_FRONT: Final = 2
PIECES_IN_FRONT: Final = 12


class _Ended(Exception):
    """Nobody wants the rest."""


class Feed:
    """The pieces of a file: read directly, or handed over once another thread parses them."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._ready: deque[bytes | None] = deque()
        self._given = threading.Semaphore(0)
        self.asking: SimpleQueue[tuple[str, Any]] | None = None
        self.is_over = False

    def __iter__(self) -> Feed:
        return self

    def __next__(self) -> bytes:
        if self.asking is None:
            return next(self._pieces)
        if not self._given.acquire(blocking=False):
            self.asking.put(("hungry", None))
            self._given.acquire()
        piece = None if self.is_over else self._ready.popleft()
        if self.is_over:
            raise _Ended
        if piece is None:
            raise StopIteration
        return piece

    def hand_over(self, wanted: int) -> None:
        """Read until so many pieces lie ready; called by the owner of the connection alone."""
        while len(self._ready) < wanted:
            piece = next(self._pieces, None)
            self._ready.append(piece)
            self._given.release()
            if piece is None:
                return

    def end(self) -> None:
        """Wake the one who parses, to stop."""
        self.is_over = True
        self._given.release()


def ahead(batches: Iterator[T], feed: Feed) -> Iterator[T]:
    """The same batches, made by a thread of their own from pieces this one reads."""
    said: SimpleQueue[tuple[str, Any]] = SimpleQueue()
    room = threading.Semaphore(BATCHES_IN_FRONT)
    feed.asking = said

    def work() -> None:
        try:
            for batch in batches:
                said.put(("batch", batch))
                room.acquire()
                if feed.is_over:
                    return
            said.put(("end", None))
        except BaseException as error:  # noqa: BLE001 -- raised again where the batches are wanted
            said.put(("error", error))

    parsing = threading.Thread(target=work, name="sources.ahead", daemon=True)
    parsing.start()
    try:
        yield from _heard(said, feed, room)
    finally:
        feed.end()
        room.release()
        parsing.join()


def _heard(
    said: SimpleQueue[tuple[str, Any]], feed: Feed, room: threading.Semaphore
) -> Iterator[Any]:
    while True:
        word, what = said.get()
        if word == "end":
            return
        if word == "error":
            raise what
        feed.hand_over(PIECES_IN_FRONT if word == "batch" else 1)
        if word == "batch":
            yield what
            room.release()
