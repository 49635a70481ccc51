"""Who does something. Every action takes its doer as ``by=``; the log keeps the word by value."""

from dataclasses import dataclass
from typing import Protocol


class Doer(Protocol):
    """Anything that can be answerable for a change: a staff member, a person, a machine part."""

    @property
    def actor(self) -> str:
        """A stable word such as "staff:3", "person:9" or "system:worker"."""


@dataclass(frozen=True, slots=True)
class Named:
    """A doer known only by its word."""

    actor: str


def system(part: str) -> Named:
    """Return the machine part ``part`` as a doer."""
    return Named(f"system:{part}")


def person(person_id: int) -> Named:
    """Return the person themselves as a doer, from a link that only their mailbox holds."""
    return Named(f"person:{person_id}")
