"""How a text fits into text messages: its alphabet, its length and its number of parts. Pure.

A telephone network carries 7-bit signs of one old alphabet (GSM 03.38), or 16-bit units as soon as a
single sign is not in it. What costs that is shown to the author before anybody pays.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

Encoding = Literal["gsm7", "ucs2"]
GSM7: Final[Encoding] = "gsm7"
UCS2: Final[Encoding] = "ucs2"

# 3GPP TS 23.038, 6.2.1: the basic alphabet; its place 27 leads to the extension and is no sign.
BASIC: Final = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# 6.2.1.1: each of these takes two places, and the two are never parted.
EXTENSION: Final = "\f^{}\\[~]|€"

# Most in a single message, and in one part of several (six octets go to the numbering).
SINGLE: Final = {GSM7: 160, UCS2: 70}
PART: Final = {GSM7: 153, UCS2: 67}
# No gateway joins more parts than this.
MOST_PARTS: Final = 255

_WIDTHS: Final = dict.fromkeys(BASIC, 1) | dict.fromkeys(EXTENSION, 2)
_PLAIN: Final = re.compile(f"[{re.escape(BASIC)}]*")
_OURS: Final = re.compile(f"[{re.escape(BASIC + EXTENSION)}]*")
# Signs that word processors put in and that mean the same in the old alphabet.
ALIKE: Final = {
    ord(sign): plain
    for signs, plain in (
        ("‘’‚‛′`´", "'"),
        ("“”„‟″«»", '"'),
        ("‐‑‒–—―−", "-"),
        ("\u00a0\u2002\u2003\u2007\u2009\u200a\u202f\t", " "),
        ("…", "..."),
        ("•", "*"),
        ("\u200b\u2060\ufeff\u00ad", ""),
    )
    for sign in signs
}


@dataclass(frozen=True, slots=True)
class Measure:
    """What a text costs: ``used`` places of its alphabet, in ``parts``, with ``left`` in the last one."""

    encoding: Encoding
    used: int
    parts: int
    left: int
    # The signs that are not in the old alphabet, each once, in the order they stand.
    costly: tuple[str, ...] = ()


def measure(text: str) -> Measure:
    """Count a text exactly, as a network that never parts a pair does. No text takes no part."""
    if _OURS.fullmatch(text):
        widths = None if _PLAIN.fullmatch(text) else [_WIDTHS[sign] for sign in text]
        return _counted(GSM7, len(text) if widths is None else sum(widths), widths)
    costly = tuple(dict.fromkeys(sign for sign in text if sign not in _WIDTHS))
    wide = [2 if ord(sign) > 0xFFFF else 1 for sign in text]
    pairs = wide if 2 in wide else None
    return _counted(UCS2, sum(wide), pairs, costly)


def parts(text: str) -> int:
    """How many messages a text is paid as."""
    return measure(text).parts


def fits(text: str) -> bool:
    """Tell whether the old alphabet holds every sign of a text."""
    return bool(_OURS.fullmatch(text))


def fitted(text: str) -> str:
    """Return what is sent of a text: typewriter signs for curled ones where that saves the alphabet.

    A letter is never changed: a text with a Polish “ł” keeps it, and every other sign with it.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    if _OURS.fullmatch(lines):
        return lines
    plain = lines.translate(ALIKE)
    return plain if _OURS.fullmatch(plain) else lines


def _counted(
    encoding: Encoding, used: int, widths: list[int] | None, costly: tuple[str, ...] = ()
) -> Measure:
    """``widths`` of the signs where some take two places; None where every sign takes one."""
    if used <= SINGLE[encoding]:
        return Measure(encoding, used, 1 if used else 0, SINGLE[encoding] - used, costly)
    room = PART[encoding]
    if widths is None:
        number = -(-used // room)
        return Measure(encoding, used, number, number * room - used, costly)
    number, left = 1, room
    for width in widths:
        if width > left:
            number, left = number + 1, room
        left -= width
    return Measure(encoding, used, number, left, costly)
