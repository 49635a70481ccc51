"""Whose answers need a second pair of eyes before they leave. Rooms above say so; here nobody is hot by themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from muster.inbox.models import Conversation


@dataclass(frozen=True, slots=True)
class Second:
    """What the second person must be allowed, and in words why there has to be one."""

    permission: str
    why: str


Needs = Callable[[Conversation], Second | None]
_needs: list[Needs] = []


def register(needs_second: Needs) -> None:
    """Have ``needs_second(conversation)`` asked before every answer; doing so twice changes nothing."""
    if needs_second not in _needs:
        _needs.append(needs_second)


def needed(conversations: Iterable[Conversation]) -> Second | None:
    """Return why an answer to these needs a second person; nothing where it may leave at once."""
    for one in conversations:
        for ask in _needs:
            found = ask(one)
            if found is not None:
                return found
    return None
