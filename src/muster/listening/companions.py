"""Which words and tags stand beside a topic in one post: what the alarm compares with their own past. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from muster.listening.stopwords import STOPWORDS

MOST: Final = 40
_LINK: Final = re.compile(r"(?:https?://|www\.)\S+")
_NAME: Final = re.compile(r"@[\w.@-]+")
_WORD: Final = re.compile(r"#?[^\W_][\w’'-]*")
_LEAST: Final = 3
_LONGEST: Final = 60


def beside(hay: str, own: Collection[str]) -> list[str]:
    """The words of a folded text, each once, without addresses, names, small words and ``own`` terms.

    A tag keeps its sign, and is not counted as the plain word as well.
    """
    found: dict[str, None] = {}
    for one in _WORD.findall(_NAME.sub(" ", _LINK.sub(" ", hay))):
        word = one.rstrip("’'-")
        bare = word.removeprefix("#")
        if not _LEAST <= len(bare) <= _LONGEST - 1 or bare.isdecimal():
            continue
        if bare in STOPWORDS or word in own or bare in own:
            continue
        found[word] = None
        if len(found) >= MOST:
            break
    return list(found)
