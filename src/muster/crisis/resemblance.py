"""Which earlier cases resemble an open room: by the words they share, the rarer the more.

A rule without a database. Each answer carries the words that made it, so that nobody has to believe it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import log
from typing import Final

from muster.kit.text import fold

# Shorter words join everything with everything.
SHORTEST: Final = 4
# One shared word is chance.
LEAST: Final = 2
MOST: Final = 3
_WORD: Final = re.compile(r"[\w#]+")
_COMMON: Final = frozenset({
    "about", "after", "before", "everybody", "from", "have", "nobody", "people", "that", "their", "they", "this",
    "with", "were", "what", "when", "will", "write", "written", "wrote", "which", "would", "there", "into", "more",
    "della", "delle", "sono", "hanno", "perche", "dans", "avec", "pour", "nous", "vous", "sont", "oraz", "jest",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Likeness:
    """One case by its key, how alike it is, and the words that both say."""

    key: str
    weight: float
    words: tuple[str, ...]


def alike(text: str, cases: Mapping[str, str]) -> list[Likeness]:
    """Return the cases most like ``text``, the most alike first; none where two words are not shared."""
    wanted = _words(text)
    said = {key: _words(told) for key, told in cases.items()}
    known = Counter(word for words in said.values() for word in words)
    found = []
    for key, words in said.items():
        shared = wanted & words
        if len(shared) >= LEAST:
            weight = sum(log(1 + len(said) / known[word]) for word in shared)
            found.append(
                Likeness(key, weight, tuple(sorted(shared, key=lambda one: (known[one], one))[:4]))
            )
    return sorted(found, key=lambda one: (-one.weight, one.key))[:MOST]


def _words(text: str) -> set[str]:
    found = _WORD.findall(fold(text))
    return {one for one in found if len(one) >= SHORTEST and one not in _COMMON}
