"""Keyed fingerprints of many short texts: what every single mail carries several of.

Taking in a key costs as much as a whole fingerprint, so it is done once and copied.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b


def one(keyed: blake2b, text: str) -> str:
    """The fingerprint of one text."""
    mine = keyed.copy()
    mine.update(text.encode())
    return mine.hexdigest()


def of(keyed: blake2b, texts: Iterable[str]) -> list[str]:
    """The fingerprint of each."""
    copy, made = keyed.copy, []
    for text in texts:
        mine = copy()
        mine.update(text.encode())
        made.append(mine.hexdigest())
    return made
