"""What may stand on a board: plain words of bounded length, in which only addresses of pages mean something."""

from __future__ import annotations

import re
from typing import Final

from muster.kit.text import clean

TITLE: Final = 120
TEXT: Final = 5_000
ABOUT: Final = 2_000
REASON: Final = 500
NAME: Final = 80
LINK: Final = re.compile(r"https?://[^\s<>\"“”]+", re.IGNORECASE)


def plain(text: str) -> str:
    """Lines without signs that cannot be seen, and never more than one empty line in a row."""
    lines = [clean(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def has_link(text: str) -> bool:
    """Whether a text leads somewhere else."""
    return LINK.search(text) is not None or "www." in text.lower()
