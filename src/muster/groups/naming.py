"""What members call each other: a given name and a letter unless they wish otherwise, and who “@Ana K.” is."""

from __future__ import annotations

import re
from typing import Final

from muster.kit.text import clean, fold

LONGEST: Final = 40
# A name has so many words at most; more than so many people are not named in one post.
WORDS: Final = 4
MOST: Final = 10
_CALL: Final = re.compile(r"(?<![\w@])@(\w[^\s@]*(?:[ \t]+[^\s@]+){0,3})")
_AFTER: Final = ",;:!?)]}”’\"'"


def usual(given: str, family: str) -> str:
    """The given name with the first letter of the family name; nothing where neither is known."""
    first, letter = clean(given), clean(family)[:1].upper()
    return f"{first} {letter}."[:LONGEST] if first and letter else first[:LONGEST]


def key(shown: str) -> str:
    """What a name is found by: without marks, case or the full stop of its letter."""
    return fold(shown).rstrip(".").strip()


def called(text: str) -> list[list[str]]:
    """For each @ in a text: the names that may be meant, the longest first."""
    return [_readings(match.group(1)) for match in _CALL.finditer(text)][:MOST]


def _readings(said: str) -> list[str]:
    words = said.split()[:WORDS]
    found = []
    for count in range(len(words), 0, -1):
        # What follows the name belongs to the sentence, as in “@Ana K., come”.
        name = key(" ".join(words[:count]).rstrip(_AFTER))
        if name:
            found.append(name)
    return found
