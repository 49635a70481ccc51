"""What is at stake where two records may be one person: each domain says what it would go wrong with.

A seam: domains above offer themselves at start-up; the search asks them, set-wise, which of many people
they hold something of that a wrong or a missing join would harm.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Final, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Asked = Callable[[Collection[int]], Collection[int]]
# What people itself can tell; the words stand on the page.
CONSENT: Final = "consent"
RECENT: Final = "recent"
WORDS: Final[dict[str, str | Promise]] = {
    CONSENT: _("one record said no where the other said yes"),
    RECENT: _("something happened within thirty days"),
}
POINTS: Final[dict[str, int]] = {CONSENT: 8, RECENT: 1}


class Stake(NamedTuple):
    """What counts, how much, and whose it is among many people."""

    points: int
    words: str | Promise
    of: Asked


_stakes: dict[str, Stake] = {}


def register(name: str, *, points: int, words: str | Promise, of: Asked) -> None:
    """A domain offers ``of(numbers)``, which returns those people it holds something of."""
    _stakes[name] = Stake(points, words, of)


def registered() -> Mapping[str, Stake]:
    """Every stake a domain above offered, by name."""
    return _stakes


def in_words(names: Collection[str]) -> list[str]:
    """What is at stake for one pair, as the page says it."""
    words = {**WORDS, **{name: stake.words for name, stake in _stakes.items()}}
    return [str(words[name]) for name in names if name in words]
