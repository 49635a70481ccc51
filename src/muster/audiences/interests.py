"""What an interest means: a few conditions of the same window, any one of which is enough to care about it.

Pure. An interest is a definition like any other, so it is said, counted and explained in the same words.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from muster.audiences.definition import Definition, Group, Turned, conditions
from muster.audiences.definition.conditions import WAYS

# Searched once says something; a page is read by accident, so twice. Staying is counted in minutes.
TIMES: Final = {
    "searched": 1, "read": 2, "stayed": 2, "clicked": 1, "gave": 1, "answered": 1, "did": 1,
}  # fmt: skip
DAYS: Final = 365


@dataclass(frozen=True, slots=True)
class Meaning:
    """By way of turning to something: the words that count and how often; all within so many days."""

    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    times: Mapping[str, int] = field(default_factory=dict)
    days: int = DAYS


def definition(meaning: Meaning) -> Group:
    """Return the conditions of a meaning, in the order in which a form asks for them."""
    told = [
        Turned(how, tuple(sorted(set(meaning.words[how]))), _times(meaning, how), meaning.days)
        for how in WAYS
        if meaning.words.get(how)
    ]
    return Group("any", tuple(told))


def meaning(told: Definition) -> Meaning:
    """Return what the conditions of an interest mean; the other way round."""
    turned = turnings(told)
    return Meaning(
        words={one.how: one.words for one in turned},
        times={one.how: one.times or 1 for one in turned},
        days=next((one.days for one in turned if one.days), DAYS),
    )


def turnings(told: Definition) -> list[Turned]:
    """Return the conditions of an interest."""
    return [one for _place, one in conditions(told) if isinstance(one, Turned)]


def meant(one: Turned, turned: Mapping[tuple[str, str], frozenset[int]]) -> frozenset[int]:
    """Return the numbers in the log that a condition counts."""
    return frozenset().union(*(turned.get((one.how, word), ()) for word in one.words))


def words(told: Iterable[Definition]) -> set[tuple[str, str]]:
    """Return by way every word that some interests count."""
    return {(one.how, word) for each in told for one in turnings(each) for word in one.words}


def _times(meaning: Meaning, how: str) -> int:
    return meaning.times.get(how) or TIMES[how]
