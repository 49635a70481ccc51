"""One reading of one page: what several of its parts ask is asked once, and all of them get that answer.

Only for drawing a page. An action must never run inside: what it decides on, it looks at in that moment.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

_T = TypeVar("_T")
_held: ContextVar[dict[str, Any] | None] = ContextVar("held", default=None)


@contextmanager
def of_one_page() -> Iterator[None]:
    """Hold what is asked inside the block; it is forgotten at its end."""
    token = _held.set({})
    try:
        yield
    finally:
        _held.reset(token)


def once(question: str, ask: Callable[[], _T]) -> _T:
    """The answer of this reading; outside one, ask anew each time."""
    held = _held.get()
    if held is None:
        return ask()
    if question not in held:
        held[question] = ask()
    answer: _T = held[question]
    return answer
