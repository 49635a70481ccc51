"""What changed between two texts, word by word, for people who must read exactly that."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words: kept, gone or new."""

    kind: str
    text: str


def difference(before: str, after: str) -> list[Piece]:
    """The pieces that, in order, tell how `before` became `after`."""
    return list(_pieces(_words(before), _words(after)))


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Piece("same", "".join(old[a:b]))
            continue
        if b > a:
            yield Piece("gone", "".join(old[a:b]))
        if d > c:
            yield Piece("new", "".join(new[c:d]))


def _words(text: str) -> list[str]:
    # Blanks stay with the word before them, so that joined pieces give the text back exactly.
    return re.findall(r"\S+\s*|\s+", text)
