"""The words a thread is found by, as the index holds them and as a reader asks for them. Pure.

A sign stands between words: “ana@people.example” is three. The migration that made the index has the
same signs in it; changing them means a new one.
"""

from __future__ import annotations

from typing import Final

from muster.kit.text import fold

SIGNS: Final = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~“”„’‘«»…–—·•"
MOST: Final = 8
_LONGEST: Final = 60
_APART: Final = str.maketrans(SIGNS, " " * len(SIGNS))


def words(text: str) -> list[str]:
    """Return the words of a text, folded, each once and in their order."""
    return list(dict.fromkeys(fold(text).translate(_APART).split()))


def asked(text: str) -> str:
    """Return what a reader typed as a question to the index: every word, or how it begins."""
    return " & ".join(f"'{word[:_LONGEST]}':*" for word in words(text)[:MOST])
