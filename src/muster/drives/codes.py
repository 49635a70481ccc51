"""The short words of links: a giver’s is made from what they are about to give, everybody else’s is drawn.

No vowels, so that none of them is a word; no signs that look alike when read aloud or from a wall.
"""

from __future__ import annotations

import hashlib
import secrets as chance
from typing import Final

from muster.kit import secrets

LETTERS: Final = "23456789bcdfghjkmnpqrstvwxz"
LENGTH: Final = 8
SHORT: Final = 6
_PURPOSE: Final = "drives.link"


def of_payment(number: int) -> str:
    """The word of whoever begins to give under this number; the same however often it is asked for."""
    return _word("payment", number)


def of_entry(number: int) -> str:
    """The word of a giver whom another system told us of."""
    return _word("entry", number)


def of_wall(number: int) -> str:
    """The word behind the code on the wall of a drive."""
    return _word("wall", number)


def draw() -> str:
    """A new word for a volunteer or a place."""
    return "".join(chance.choice(LETTERS) for _place in range(SHORT))


def plain(word: str) -> str:
    """A word as it may come from an address: short and of our letters, or nothing."""
    found = word.strip().lower()[: LENGTH * 2]
    return found if found and all(letter in LETTERS for letter in found) else ""


def _word(sort: str, number: int) -> str:
    left = int.from_bytes(hashlib.sha256(secrets.mac(_PURPOSE, sort, number).encode()).digest())
    word = ""
    for _place in range(LENGTH):
        left, rest = divmod(left, len(LETTERS))
        word += LETTERS[rest]
    return word
