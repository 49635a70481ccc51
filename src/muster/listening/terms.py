"""Words as they are looked for: without case, marks and double spaces, whole words only.

Every post on a network passes here, so the same folding as ``kit.text.fold`` is done in fewer steps.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from muster.kit import text as kit

# Runs of what every writer has on the keyboard; the longest of a term is looked for in raw bytes.
_RUN: Final = re.compile(r"[a-z0-9]+")
# Letters that do not fall apart, and the one whose small form is two of them.
_SPECIAL: Final[dict[int, str]] = kit.SPECIAL | {ord("ẞ"): "ss"}
_ANY_SPECIAL: Final = re.compile(f"[{''.join(map(chr, _SPECIAL))}]")


def fold(text: str) -> str:
    """Return what ``kit.text.fold`` returns, sooner; marks beyond the basic plane stay."""
    if text.isascii():
        return kit.fold(text)
    plain = _taken_apart(text)
    if not plain.isascii():
        plain = _marks().sub("", plain)
    return " ".join(plain.casefold().split())


def letters(text: str) -> bytes:
    """The plain letters of a text and nothing else that a term’s needle could be cut by; small, and quickly made.

    What is dropped can only bring letters together, so whoever looks for a needle here misses none.
    """
    return _taken_apart(text).encode("ascii", "ignore").lower()


def _taken_apart(text: str) -> str:
    return unicodedata.normalize("NFKD", _ANY_SPECIAL.sub(_plain_letter, text))


def _plain_letter(found: re.Match[str]) -> str:
    return _SPECIAL[ord(found[0])]


def typed(text: str, *, is_tag: bool) -> str:
    """A term as it is looked for; a tag has its sign, whether it was typed or not."""
    folded = fold(text).strip()
    return f"#{folded.lstrip('#').replace(' ', '')}" if is_tag else folded


def needle(folded: str) -> str:
    """The longest run of plain letters and digits; empty where a term has none."""
    return max(_RUN.findall(folded), key=len, default="")


def stands_in(text: str, word: str) -> bool:
    """Tell whether ``word`` stands in ``text`` as words of its own; both folded."""
    start = text.find(word)
    while start >= 0:
        if is_whole(text, start, start + len(word)):
            return True
        start = text.find(word, start + 1)
    return False


def is_whole(text: str, start: int, end: int) -> bool:
    """Tell whether what was found there is no piece of a longer word."""
    before = start == 0 or not _joins(text[start - 1]) or not _joins(text[start])
    after = end == len(text) or not _joins(text[end]) or not _joins(text[end - 1])
    return before and after


def _joins(sign: str) -> bool:
    return sign == "_" or sign.isalnum()


@lru_cache(maxsize=1)
def _marks() -> re.Pattern[str]:
    """Every mark there is that is put above or below a letter. Made once."""
    marks = [code for code in range(0x80, 0x10000) if unicodedata.combining(chr(code))]
    spans: list[list[int]] = []
    for code in marks:
        if spans and code == spans[-1][1] + 1:
            spans[-1][1] = code
        else:
            spans.append([code, code])
    inside = "".join(f"{re.escape(chr(a))}-{re.escape(chr(b))}" for a, b in spans)
    return re.compile(f"[{inside}]+")
