"""What a relay can answer, what an answer means, and who wants to know."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING, Protocol

from muster.channels.base import Outgoing, Receipt

if TYPE_CHECKING:
    from muster.channels.kinds.email.smtp import Connection


class Source(Protocol):
    """Where a connection gets its messages, and whom it tells what became of them."""

    def take(self) -> Outgoing | None:
        """The next message, or nothing for now."""

    def may_leave(self, message: Outgoing) -> bool:
        """Asked with the body ready to go; a yes means the body goes."""

    def ended(self, message: Outgoing, receipt: Receipt) -> None:
        """The other side answered for good, or never will."""

    def untouched(self, message: Outgoing) -> None:
        """No byte of its body left; it may be sent by somebody else."""

    def closed(self, connection: Connection, problem: str) -> None:
        """The connection is gone."""


class Reply(Enum):
    """What an answer is to."""

    GREETING = auto()
    EHLO = auto()
    STARTTLS = auto()
    AUTH = auto()
    MAIL = auto()
    RCPT = auto()
    DATA = auto()
    BODY = auto()
    IGNORED = auto()


def receipt(message: Outgoing, code: int, line: bytes) -> Receipt:
    if 200 <= code < 300:
        return Receipt(message.reference, "accepted", code, words(line))
    # Any answer is definite; only silence is unknown.
    return Receipt(message.reference, "temporary" if code < 500 else "refused", code, words(line))


def words(line: bytes) -> str:
    return line.decode("utf-8", "replace").strip()[:200]
