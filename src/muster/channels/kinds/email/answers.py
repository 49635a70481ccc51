"""What a relay can answer, what an answer means, and who wants to know."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum, auto
from itertools import repeat
from typing import TYPE_CHECKING, Final, Protocol

from muster.channels.base import Outgoing, Receipt

if TYPE_CHECKING:
    from muster.channels.kinds.email.smtp import Connection


class Source(Protocol):
    """Where a connection gets its messages, and whom it tells what became of them."""

    def take(self) -> Outgoing | None:
        """The next message, or nothing for now."""

    def may_leave(self, message: Outgoing) -> bool:
        """Asked with the body ready to go; a yes means the body goes."""

    def accepted(self, message: Outgoing) -> None:
        """``ended``, for what nearly every message comes to: it was taken with 250."""

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


# The opening talk, and the code without which it ends.
OPENING: Final = {Reply.GREETING: 220, Reply.STARTTLS: 220, Reply.EHLO: 250, Reply.AUTH: 235}
# A body taken, the next envelope taken, and its text asked for: what is heard when all goes well.
ALL_WELL: Final = re.compile(
    rb"250 [^\r\n]*\r\n2\d\d [^\r\n]*\r\n2\d\d [^\r\n]*\r\n354 [^\r\n]*\r\n"
).fullmatch


def envelope(message: Outgoing) -> tuple[bytes, bytes, bytes]:
    """What goes before a text: the three commands of one message."""
    sender, recipient = message.sender.encode(), message.recipient.encode()
    return b"MAIL FROM:<%b>\r\n" % sender, b"RCPT TO:<%b>\r\n" % recipient, b"DATA\r\n"


def envelopes(senders: Iterable[str], recipients: Iterable[bytes]) -> list[bytes]:
    """For each of many messages: the end of the one before it, and its three commands."""
    return list(
        map(
            b"".join,
            zip(
                repeat(b".\r\nMAIL FROM:<"),
                map(str.encode, senders),
                repeat(b">\r\nRCPT TO:<"),
                recipients,
                repeat(b">\r\nDATA\r\n"),
                strict=False,
            ),
        )
    )


def run_on(data: bytes, following: Outgoing) -> bytes:
    """The end of one message and the envelope of the next, made at once."""
    lead = following.lead or b".\r\n" + b"".join(envelope(following))
    return data + lead


def receipt(message: Outgoing, code: int, line: bytes) -> Receipt:
    if 200 <= code < 300:
        return Receipt(message.reference, "accepted", code, words(line))
    # Any answer is definite; only silence is unknown.
    return Receipt(message.reference, "temporary" if code < 500 else "refused", code, words(line))


def words(line: bytes) -> str:
    return line.decode("utf-8", "replace").strip()[:200]
