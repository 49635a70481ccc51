"""Which changes need a second administrator: each domain offers its own at start-up (A12).

A change says what holds now, does what was asked, and puts both into words; approvals decide when.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

if TYPE_CHECKING:
    from muster.accounts.models import Staff

State = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that would be different, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """One kind of change. Whoever answers holds ``answer``; whoever asks too, or at least ``lesser``."""

    kind: str
    words: str | Promise
    answer: str
    now: Callable[[str], State]
    apply: Callable[[str, State, "Staff"], object]
    lines: Callable[[State, State], list[Line]]
    whom: Callable[[str], str] = lambda _subject: ""
    # Needs the second one in training too, as soon as there is a second one.
    always: bool = False
    lesser: str = ""

    @property
    def ask(self) -> str:
        """The permission to ask for it."""
        return self.lesser or self.answer


class UnknownChange(LookupError):
    """Nobody offered a change of that name; the application is wired wrongly."""


_changes: dict[str, Change] = {}


def offer(change: Change) -> None:
    """Offer one kind of change; called at start-up."""
    _changes[change.kind] = change


def change(kind: str) -> Change:
    if kind not in _changes:
        raise UnknownChange(kind)
    return _changes[kind]


def changes() -> list[Change]:
    return [_changes[kind] for kind in sorted(_changes)]


def number_in(subject: str) -> int:
    """The id in a subject such as “staff:3”."""
    return int(subject.rpartition(":")[2])
