"""Which topic a message is about, by its words and by what it was judged to be. Pure; it knows no person.

The first topic in its order wins. A word counts where it stands as a whole word; marks and capitals do not matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from muster.kit.text import fold


@dataclass(frozen=True, slots=True)
class Rule:
    """What points to one topic, and whose work it then is."""

    topic: int
    team: int
    words: tuple[str, ...] = ()
    kind: str = ""


def by_words(text: str, rules: Sequence[Rule]) -> Rule | None:
    """Return the first rule of which a word stands in ``text``."""
    folded = fold(text)
    return next((one for one in rules if one.words and _pattern(one.words).search(folded)), None)


def by_kind(kind: str, rules: Sequence[Rule]) -> Rule | None:
    """Return the first rule that takes what was judged to be of this kind."""
    return next((one for one in rules if kind and one.kind == kind), None)


def words_of(text: str) -> list[str]:
    """Read the words of a topic from lines or commas, each once, as they were written."""
    found = [" ".join(part.split()) for part in re.split(r"[,;\n]", text)]
    seen: dict[str, str] = {}
    for word in found:
        if fold(word):
            seen.setdefault(fold(word), word)
    return list(seen.values())


@lru_cache(maxsize=512)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    ends = "|".join(re.escape(one) for one in _folded(words))
    # A topic without a readable word finds nothing, never everything.
    return re.compile(rf"(?<!\w)(?:{ends})(?!\w)" if ends else r"(?!)")


def _folded(words: Iterable[str]) -> list[str]:
    return sorted({fold(word) for word in words} - {""}, key=len, reverse=True)
