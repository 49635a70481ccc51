"""All conditions of a definition at once: each is begun when it is met, and waited for when it is combined.

A condition reads and sums up columns, which keeps one core busy; the next need not wait for it.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from os import cpu_count
from typing import Final

from muster.audiences.definition import Condition
from muster.audiences.engines.vectors import Vectors
from muster.audiences.lake.changed import Bits

# Not the threads that read months: whoever waits for these must not stand in their way.
_SIDE: Final = ThreadPoolExecutor(cpu_count() or 1, thread_name_prefix="condition")
Coming = Callable[[], Bits]


class Abreast:
    """Answers with what will be a set of people. Nothing here may ask the database: a thread has no connection."""

    def __init__(self, engine: Vectors) -> None:
        self._engine = engine
        self._begun: dict[Condition, Future[Bits]] = {}

    def holds(self, condition: Condition) -> Coming:
        begun = self._begun.get(condition)
        if begun is None:
            begun = self._begun[condition] = _SIDE.submit(self._engine.holds, condition)
        return begun.result

    def everyone(self) -> Coming:
        return self._engine.everyone

    def nobody(self) -> Coming:
        return self._engine.nobody

    def every(self, parts: Sequence[Coming]) -> Coming:
        return lambda: self._engine.every([part() for part in parts])

    def some(self, parts: Sequence[Coming]) -> Coming:
        return lambda: self._engine.some([part() for part in parts])

    def neither(self, parts: Sequence[Coming]) -> Coming:
        return lambda: self._engine.neither([part() for part in parts])
