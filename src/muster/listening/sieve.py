"""Drops, unread, nearly every raw frame of a stream: those in which no term of ours can stand.

It may let a frame through that names nobody; it never drops one that ``matching`` would have kept. A frame of
plain ASCII can hold a folded term only where the bytes of its letters stand, in any case: so the longest run of
letters of each is looked for, all terms at once. Where letters have marks, or JSON spells them out, the bytes of
the frame say nothing; there its words are read, and their letters looked at in the same way.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ahocorasick_rs import BytesAhoCorasick

from muster.listening import terms

_SPELLED: Final = b"\\u"


class Sieve:
    """Made of folded terms; asked for each frame."""

    def __init__(self, folded: Iterable[str]) -> None:
        needles = {one: terms.needle(one) for one in folded}
        found = sorted({needle.encode() for needle in needles.values() if needle})
        self._some = BytesAhoCorasick(found) if found else None
        # Terms without a plain letter, of other scripts: any text that is not plain may hold one.
        self._foreign = not all(needles.values())

    def passes(self, raw: bytes) -> bool:
        """Tell whether the words of a frame have to be read."""
        if not raw.isascii() or _SPELLED in raw:
            return self._some is not None or self._foreign
        return self._has(raw.lower())

    def passes_words(self, text: str) -> bool:
        """Tell whether words that were read may name a topic."""
        return (self._foreign and not text.isascii()) or self._has(terms.letters(text))

    def _has(self, letters: bytes) -> bool:
        return self._some is not None and bool(self._some.find_matches_as_indexes(letters))
