"""The three shapes every channel speaks: Outgoing, Incoming and Receipt.

An adapter turns a wire format into these and back; it never looks up a person or decides anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal


class NotSent(RuntimeError):
    """No byte of the message left, or it was certainly not taken; it may be tried again (D4)."""


@dataclass(slots=True)
class Outgoing:
    """One message ready to leave: for e-mail, an envelope and the bytes after DATA; for a text, its words.

    ``name`` is the keyed name of the message where nothing in ``data`` can carry it.
    """

    reference: int
    sender: str
    recipient: str
    data: bytes
    name: str = ""
    # For mail that runs on after another on one connection: the end of that one and this one’s envelope.
    lead: bytes = b""
    # For its source alone: whatever that needs to find the message again.
    home: Any = None


@dataclass(slots=True)
class Receipt:
    """What the other side said about one message, in the words of safety.md D2."""

    reference: int
    kind: Literal["accepted", "refused", "temporary", "unknown"]
    code: int = 0
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message that came in, made safe to handle; ``headers`` may repeat a name, in order.

    ``references`` are the Message-IDs it names as its ancestors, the nearest last. Nothing in it
    is trusted: a sender is only what the message says of itself.
    """

    channel: str
    sender: str
    recipients: tuple[str, ...]
    subject: str
    text: str
    html: str
    message_id: str
    references: tuple[str, ...]
    auto: bool
    received_at: datetime
    raw_size: int
    headers: Sequence[tuple[str, str]] | Mapping[str, str] = field(default_factory=tuple)
    sender_name: str = ""
    return_path: str = ""
    truncated: bool = False
    # Where an answer goes, if not to ``sender``: the name of an account that stays when it is renamed.
    address: str = ""
    # How many follow the writer, as the network says now; None where it does not say.
    followers: int | None = None
    # The page of the message on the web, and whether everybody can read it there.
    link: str = ""
    public: bool = False
