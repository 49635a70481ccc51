"""Which regions a text names, so that it can be held against where its readers live (A18)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from muster.kit.text import fold
from muster.places.models import Region

# Shorter names are too often ordinary words.
_SHORTEST: Final = 4
_WORD: Final = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Named:
    """A place as the text writes it, and the regions it may be."""

    words: str
    codes: frozenset[str]


def in_text(text: str) -> list[Named]:
    """Find every region’s name, in any of our languages, written with a capital letter."""
    known = _names()
    words = list(_WORD.finditer(text))
    found: dict[frozenset[str], Named] = {}
    for place, word in enumerate(words):
        for length in (4, 3, 2, 1):
            last = words[min(place + length, len(words)) - 1]
            written = text[word.start() : last.end()]
            codes = known.get(fold(written))
            if codes and written[0].isupper():
                found.setdefault(codes, Named(written, codes))
                break
    return list(found.values())


def _names() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for code, own, names in Region.objects.values_list("code", "name", "names"):
        for name in {own, *names.values()}:
            if len(name) >= _SHORTEST:
                found.setdefault(_folded(name), set()).add(code)
    return {name: frozenset(codes) for name, codes in found.items()}


# Every check of a text asks for the same few hundred names.
_folded = lru_cache(maxsize=4096)(fold)
