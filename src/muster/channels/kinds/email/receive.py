"""Turns raw bytes from a mailbox into an Incoming, whatever is in them.

Hostile nesting, unknown character sets and endless headers cost a bounded effort and never an
exception: what cannot be read is left out, and ``truncated`` says so.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes
from email.header import decode_header
from email.message import Message
from email.policy import compat32
from email.utils import getaddresses, parseaddr
from typing import Final

from muster.channels.base import Incoming
from muster.channels.kinds.email import automatic

MAX_SIZE: Final = 10 * 1024 * 1024
MAX_HEAD: Final = 256 * 1024
MAX_HEADERS: Final = 400
MAX_DEPTH: Final = 100
MAX_PARTS: Final = 300
MAX_TEXT: Final = 512 * 1024
_LONGEST_HEADER: Final = 16 * 1024
_ID: Final = re.compile(r"<[^<>\s]{1,250}>")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_NEST: Final = re.compile(rb"^content-type:\s*(multipart|message)/", re.IGNORECASE | re.MULTILINE)
_BLANK: Final = re.compile(rb"\r?\n\r?\n")


def parse(raw: bytes, *, received_at: datetime, recipients: tuple[str, ...] = ()) -> Incoming:
    """Read one message. ``recipients`` are those of the envelope, where there was one."""
    kept = bounded(raw)
    message = message_from_bytes(kept, policy=compat32)
    headers = tuple(_headers(message))
    text, html, whole = _bodies(message)
    name, sender = _mailbox(_first(headers, "from"))
    return Incoming(
        channel="email",
        sender=sender,
        sender_name=name,
        recipients=recipients or _recipients(headers),
        subject=" ".join(_first(headers, "subject").split())[:1000],
        text=text,
        html=html,
        message_id=_message_id(_first(headers, "message-id")),
        references=_references(headers),
        auto=automatic.is_automatic(headers),
        received_at=received_at,
        raw_size=len(raw),
        headers=headers,
        return_path=_first(headers, "return-path").strip().strip("<>"),
        truncated=not whole or len(kept) < len(raw),
    )


def bounded(raw: bytes) -> bytes:
    """What of a message is read at all, so that reading costs a bounded effort."""
    found = _BLANK.search(raw, 0, MAX_HEAD)
    if found is None:
        # No end of the headers in sight: keep what there is of them and no body.
        return raw[:MAX_HEAD]
    # The parser works through every nesting for every line, so the depth is bounded before it starts.
    nests = itertools.islice(_NEST.finditer(raw, 0, MAX_SIZE), MAX_DEPTH, None)
    too_deep = next(nests, None)
    return raw[: too_deep.start() if too_deep else MAX_SIZE]


def _headers(message: Message) -> Iterator[tuple[str, str]]:
    for name, value in list(message.raw_items())[:MAX_HEADERS]:
        yield str(name)[:200], decoded(str(value)[:_LONGEST_HEADER])


def decoded(value: str) -> str:
    """A header line as a person reads it."""
    # Bytes above ASCII stand as surrogates here: such headers were sent raw, mostly in UTF-8.
    raw = value.encode("utf-8", "surrogateescape")
    plain = " ".join(_text(raw, "utf-8").split("\n"))
    try:
        parts = decode_header(plain)
    except (ValueError, LookupError):
        return _clean(plain)
    words = [
        part if isinstance(part, str) else _text(part, charset or "utf-8")
        for part, charset in parts
    ]
    return _clean("".join(words))


def _bodies(message: Message) -> tuple[str, str, bool]:
    texts: list[str] = []
    pages: list[str] = []
    size, whole = 0, True
    for part in _leaves(message):
        if part is None or size > MAX_TEXT:
            whole = False
            break
        kind = part.get_content_type()
        if kind not in {"text/plain", "text/html"} or _is_attached(part):
            continue
        words = content(part)
        size += len(words)
        (texts if kind == "text/plain" else pages).append(words)
    return "\n".join(texts)[:MAX_TEXT], "\n".join(pages)[:MAX_TEXT], whole


def _leaves(message: Message) -> Iterator[Message | None]:
    """The parts that hold something, in order; None where the search was given up."""
    waiting: list[tuple[Message, int]] = [(message, 0)]
    seen = 0
    while waiting:
        part, depth = waiting.pop()
        seen += 1
        if seen > MAX_PARTS or depth > MAX_DEPTH:
            yield None
            return
        if part.is_multipart():
            inner = part.get_payload()
            # A message attached to a message is somebody else’s words.
            if isinstance(inner, list) and part.get_content_type() != "message/rfc822":
                waiting += [
                    (each, depth + 1) for each in reversed(inner) if isinstance(each, Message)
                ]
        else:
            yield part


def _is_attached(part: Message) -> bool:
    return str(part.get("Content-Disposition", "")).strip().lower().startswith("attachment")


def content(part: Message) -> str:
    """The words of one part, whatever it calls its character set."""
    try:
        raw = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError, TypeError, AttributeError):
        # The standard library fails in many ways on parameters that are not what they should be.
        return ""
    if not isinstance(raw, bytes):
        return ""
    charset = part.get_param("charset", "utf-8")
    return _clean(_text(raw[:MAX_TEXT], charset if isinstance(charset, str) else "utf-8"))


def _text(raw: bytes, charset: str) -> str:
    for name in (charset, "utf-8", "windows-1252"):
        try:
            return raw.decode(name)
        except (LookupError, ValueError):
            continue
    return raw.decode("latin-1")


def _clean(text: str) -> str:
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", unified).encode("utf-8", "replace").decode()


def _first(headers: tuple[tuple[str, str], ...], name: str) -> str:
    return next((value for key, value in headers if key.lower() == name), "")


def _mailbox(value: str) -> tuple[str, str]:
    name, address = parseaddr(value)
    return name[:200], address.strip()[:320]


def _recipients(headers: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    named = {"delivered-to", "x-original-to", "to", "cc"}
    values = [value for key, value in headers if key.lower() in named]
    found = [address.strip()[:320] for _name, address in getaddresses(values[:20])]
    return tuple(dict.fromkeys(address for address in found if "@" in address))[:50]


def _message_id(value: str) -> str:
    found = _ID.search(value)
    return found.group() if found else value.strip()[:250]


def _references(headers: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    """The ancestors a message names, the nearest last."""
    far, near = _first(headers, "references"), _first(headers, "in-reply-to")
    return tuple(dict.fromkeys([*_ID.findall(far)[-50:], *_ID.findall(near)[:3]]))
