"""Answers kept in memory up to so many bytes; what was not asked for longest goes first."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, Generic, TypeVar

Answer = TypeVar("Answer")


class Kept(Generic[Answer]):
    """Answers by question. ``size`` says how many bytes one takes."""

    def __init__(self, most: int, size: Callable[[Any], int]) -> None:
        self._most = most
        self._size = size
        self._held: OrderedDict[Hashable, Answer] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def get(self, question: Hashable, answer: Callable[[], Answer]) -> Answer:
        """Return what is kept, or ask and keep it. Two who ask at once may both be answered anew."""
        with self._lock:
            if question in self._held:
                self._held.move_to_end(question)
                return self._held[question]
        found = answer()
        with self._lock:
            if question not in self._held:
                self._held[question] = found
                self._bytes += self._size(found)
            while self._bytes > self._most and self._held:
                _old, gone = self._held.popitem(last=False)
                self._bytes -= self._size(gone)
        return found

    @property
    def held(self) -> int:
        """How many bytes are kept."""
        return self._bytes

    def clear(self) -> None:
        """Let go of everything."""
        with self._lock:
            self._held.clear()
            self._bytes = 0
