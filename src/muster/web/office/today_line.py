"""One line of what waits on Today, as each part of the office tells it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits: its sentence, what it is about, where it is done, and since when."""

    kind: str
    icon: str
    title: str
    words: str
    url: str
    since: datetime
    action: str
    due: datetime | None = None
