"""What a search found, as one line that any domain can give and any page can show. It holds no record."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hit:
    """``reason`` says in words why this line is here; ``state`` is a word of the one vocabulary."""

    number: int
    title: str
    reason: str
    detail: str = ""
    state: str = ""
