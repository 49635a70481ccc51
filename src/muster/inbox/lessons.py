"""Whether a lesson names somebody of its case. Pure; colleagues learn from what happened, not from whom."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from muster.kit.text import fold

if TYPE_CHECKING:
    from muster.inbox.models import Conversation

_SHORTEST = 3


def named(lesson: str, conversations: Iterable[Conversation]) -> str:
    """Return the first name or address of somebody in these threads that the lesson holds; empty if none."""
    said = fold(lesson)
    for name in (one for thread in conversations for one in _names(thread)):
        if re.search(rf"(?<!\w){re.escape(fold(name))}(?!\w)", said):
            return name
    return ""


def _names(thread: Conversation) -> list[str]:
    person = thread.person
    parts = [thread.address, *thread.name.split()]
    if person is not None:
        parts += [person.given_name, person.family_name]
    return [part for part in parts if len(fold(part)) >= _SHORTEST]
