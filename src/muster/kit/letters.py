"""The letters seam: a lower package asks for a mail to one person; ``delivery`` makes it an outbox row.

The row is written in the caller's transaction, so a letter exists exactly if its reason does.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Letter:
    """One transactional mail; ``kind`` names templates/mail/<kind>.txt and .html.

    To a telephone number it is a text, from templates/text/<kind>.txt. ``automatic`` is one that a machine
    writes because something came in: it says so, and nothing comes back to it (RFC 3834).
    """

    kind: str
    to: str
    language: str
    context: Mapping[str, object] = field(default_factory=dict)
    idempotency: str = ""
    person_id: int | None = None
    automatic: bool = False


class NoPostOffice(RuntimeError):
    """Nobody registered to carry letters; the application is wired wrongly."""


_carriers: list[Callable[[Letter], None]] = []


def register(carrier: Callable[[Letter], None]) -> None:
    """Name the one function that takes letters; called once at start-up."""
    _carriers[:] = [carrier]


def post(letter: Letter) -> None:
    """Hand over one letter inside the caller's transaction."""
    if not _carriers:
        raise NoPostOffice("no letter carrier is registered")
    _carriers[0](letter)
