"""Notes what a supporter who is signed in looks at and searches for on our own pages, once they said yes."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from muster.activity import actions as activity
from muster.activity.facts import NewFact

SOURCE: Final = "our pages"
_LONGEST: Final = 200


def looked(*, key_id: int, page: str, at: datetime) -> None:
    """They opened a page; ``page`` is its address without anything private behind it."""
    activity.append([NewFact("page.viewed", key_id, at, SOURCE, ref=page[:_LONGEST])])


def searched(*, key_id: int, words: str, at: datetime) -> None:
    """They looked for something; the words are kept as an audience would name them."""
    said = " ".join(words.split()).lower()[:_LONGEST]
    if said:
        activity.append([NewFact("search.made", key_id, at, SOURCE, ref=said)])
