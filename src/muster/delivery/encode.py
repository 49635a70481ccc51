"""Turns text into the bytes of mail: quoted-printable bodies and header values.

Nothing that comes out holds a bare CR or LF, a NUL, or a line that begins with a dot, so no
value can end a message early or add a header (SMTP injection).
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Sequence
from typing import Final

_WIDTH: Final = 75
SOFT: Final = b"=\r\n"
_QUICK: Final = re.compile(r"[A-Za-z0-9,'()+:/?&;#_-][A-Za-z0-9 .,'()+:/?&;#_-]{0,74}").fullmatch
# Letters and digits that say the same in text, on a page and in quoted-printable.
plain: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9 .,()+:/?_-]{0,74}").fullmatch
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_LITERAL: Final = frozenset(range(33, 127)) - {ord("=")}
_QP: Final = [bytes([c]) if c in _LITERAL else b"=%02X" % c for c in range(256)]


def one_line(text: str) -> str:
    """Return ``text`` without any character that could end a line, and without lone surrogates."""
    kept = _CONTROL.sub(" ", text) if _CONTROL.search(text) else text
    return kept.encode("utf-8", "replace").decode() if not kept.isascii() else kept


def value(text: str) -> bytes:
    """Quoted-printable of one personal value, which stands on soft-broken lines of its own."""
    if _QUICK(text):
        return text.encode()
    line = one_line(text)
    return SOFT.join(_wrapped(line.encode("utf-8", "replace")))


def values(texts: Sequence[str]) -> list[bytes]:
    """``value`` of each of them."""
    if all(map(_QUICK, texts)):
        return list(map(str.encode, texts))
    return list(map(value, texts))


def constant(text: str) -> bytes:
    """Quoted-printable of fixed text that begins on a line of its own."""
    # A last line stays open: a slot or a soft break follows it.
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").split("\n")
    return b"\r\n".join(
        SOFT.join(_wrapped(line.encode("utf-8", "replace"), last=position < len(lines) - 1))
        for position, line in enumerate(lines)
    )


def header(text: str, *, used: int) -> bytes:
    """An unstructured header value; ``used`` is how many columns its name took."""
    line = one_line(text).strip()
    if line.isascii() and "=?" not in line and len(line) <= 900:
        return line.encode()
    return b"\r\n ".join(_words(line, 75 - used))


def _words(line: str, first: int) -> list[bytes]:
    # "=?utf-8?b?" and "?=" take twelve columns; four columns carry three bytes.
    room = (first - 12) // 4 * 3
    words, held = [], b""
    for character in line:
        more = character.encode("utf-8", "replace")
        if len(held) + len(more) > room:
            words.append(held)
            held, room = b"", 45
        held += more
    return [b"=?utf-8?b?" + b64encode(word) + b"?=" for word in [*words, held] if word]


def _wrapped(raw: bytes, *, last: bool = False) -> list[bytes]:
    lines: list[bytes] = []
    held = bytearray()
    for place, octet in enumerate(raw):
        final = last and place == len(raw) - 1
        piece = _QP[octet]
        if octet == 32 and not final:
            piece = b" "
        if octet == 46 and not held:
            piece = b"=2E"
        if len(held) + len(piece) > _WIDTH:
            lines.append(bytes(held))
            held.clear()
            if octet == 46:
                piece = b"=2E"
        held += piece
    lines.append(bytes(held))
    return lines
