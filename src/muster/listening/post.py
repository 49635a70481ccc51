"""One public post as every kind of source hands it over: bounded, harmless, and of one shape."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

LONGEST: Final = 10_000
MOST_TAGS: Final = 50
# A clock that is wrong by more than this is not believed.
_AHEAD: Final = timedelta(minutes=5)
_BACK: Final = timedelta(days=30)
_BREAK: Final = re.compile(r"<\s*(?:br|/p|/div|/li)\b[^>]*>", re.IGNORECASE)
_MARKUP: Final = re.compile(r"<[^>]{0,2000}>")


@dataclass(frozen=True, slots=True)
class Post:
    """``uri`` is what the network calls it; ``author`` the name of the account that stays."""

    network: str
    uri: str
    author: str
    text: str
    at: datetime
    handle: str = ""
    name: str = ""
    tags: tuple[str, ...] = ()
    link: str = ""
    answers: str = ""
    reach: int | None = None
    # What an answer has to name, and whether a machine says that it wrote this.
    told: Mapping[str, str] = field(default_factory=dict)


def believed(at: datetime | None, *, now: datetime) -> datetime:
    """When a post was written, as far as its clock can be believed; else when it was heard."""
    if at is None or not now - _BACK < at < now + _AHEAD:
        return now
    return min(at, now)


def plain(markup: str, most: int = LONGEST) -> str:
    """The words of a piece of HTML, a line for each line; nothing of it is kept as markup."""
    cut = markup[: most * 4]
    told = html.unescape(_MARKUP.sub("", _BREAK.sub("\n", cut)))
    lines = (" ".join(line.split()) for line in told.replace("\x00", "").split("\n"))
    return "\n".join(line for line in lines if line)[:most]
