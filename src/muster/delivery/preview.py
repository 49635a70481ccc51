"""What one person would get, made by the very same press that prints what is sent.

There is no second way to render: what is previewed is what is sent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email import message_from_bytes
from email.header import decode_header, make_header
from email.headerregistry import HeaderRegistry
from email.policy import default as modern
from functools import lru_cache
from typing import Final

from muster.delivery import networks
from muster.delivery.documents import Body, body_of
from muster.delivery.models import CaughtMessage
from muster.delivery.press import Press
from muster.delivery.textpress import TextPress

_NOBODY: Final = "preview"
# Reading one part asks for its type again and again, and most headers are those of the last message.
_REMEMBERING: Final = modern.clone(header_factory=lru_cache(maxsize=128)(HeaderRegistry()))


@dataclass(frozen=True, slots=True)
class Rendered:
    """One whole message as its reader sees it, and as it leaves."""

    subject: str
    text: str
    html: str
    raw: bytes
    headers: tuple[tuple[str, str], ...] = ()


def render(
    body: Body,
    merge: Mapping[str, str],
    *,
    language: str = "",
    address: str = "ana@example.org",
    press: Press | TextPress | None = None,
) -> Rendered:
    """Render ``body`` for someone with these merge values. Raises TemplateProblem.

    Whoever renders several of one body gives the same ``press`` to each.
    """
    whole = body_of(body)
    made = press or press_of(whole)
    spoken = language or whole.texts[0].language
    kept = {name: value for name, value in merge.items() if value}
    if isinstance(made, TextPress):
        return text(made.text(language=spoken, merge=kept, stop_token=_NOBODY).encode())
    raw = made.data(
        token=_NOBODY,
        address=address,
        language=spoken,
        merge=kept,
        stop_token=_NOBODY,
        date=b"Thu, 01 Jan 1970 00:00:00 +0000",
    )
    return unfold(raw)


def press_of(body: Body) -> Press | TextPress:
    """The press that the channel of a document is printed by."""
    whole = body_of(body)
    return TextPress(whole) if whole.channel == "sms" else Press(whole)


def of_caught(caught: CaughtMessage) -> Rendered:
    """What training kept, as its reader would have seen it."""
    raw = bytes(caught.raw)
    posted = networks.said(caught.address, raw)
    if posted is not None:
        return Rendered(subject="", text=posted, html="", raw=raw)
    return unfold(raw) if "@" in caught.address else text(raw)


def text(raw: bytes) -> Rendered:
    """A text message: nothing but its words."""
    return Rendered(subject="", text=raw.decode("utf-8", "replace"), html="", raw=raw)


def header(raw: bytes, name: str) -> str:
    """One header of a message of ours, without reading the rest of it."""
    found = re.search(rf"^{name}: ([^\r\n]*(?:\r\n[ \t][^\r\n]*)*)".encode(), raw, re.MULTILINE)
    line = found[1].decode().replace("\r\n", "") if found else ""
    return str(make_header(decode_header(line))) if "=?" in line else line


def title(raw: bytes, *, text: bool) -> str:
    """What a message is listed by: its subject line, or how it begins where it has none."""
    return " ".join(raw.decode("utf-8", "replace").split())[:80] if text else header(raw, "Subject")


def unfold(raw: bytes) -> Rendered:
    """Read one message of ours back into its parts, as a mail program does."""
    message = message_from_bytes(raw, policy=_REMEMBERING)
    text, page = message.get_body(("plain",)), message.get_body(("html",))
    return Rendered(
        subject=str(message["Subject"] or ""),
        text=str(text.get_content()) if text else "",
        html=str(page.get_content()) if page else "",
        raw=raw,
        headers=tuple((name, str(value)) for name, value in message.items()),
    )
