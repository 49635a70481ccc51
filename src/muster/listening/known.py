"""What we know of beforehand: our own sends and events. They are talked about, and that is no alarm.

Higher domains fill it at start-up; listening asks and knows none of them. What people say badly of it still counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

# People go on talking for a while after something ended.
ECHO: Final = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Known:
    """Something of ours, from its beginning until its echo is over. ``words`` are what staff call it."""

    begins: datetime
    ends: datetime
    words: str


Asked = Callable[[datetime, datetime], Iterable[Known]]
_asked: dict[str, Asked] = {}


def register(name: str, asked: Asked) -> None:
    """A higher domain says what of its own lay between two moments; a second one of the name replaces the first."""
    _asked[name] = asked


def between(since: datetime, until: datetime) -> list[Known]:
    """Return everything of ours in that time, the earliest first."""
    found = [one for name in sorted(_asked) for one in _asked[name](since, until)]
    return sorted(found, key=lambda one: (one.begins, one.words))
