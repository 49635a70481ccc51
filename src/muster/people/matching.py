"""Whose record a set of keys belongs to: exact keys only, and never two identified people as one.

Pure: it works on a book of the keys already known, which it keeps up to date as it goes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from muster.people.keys import CAPS, IDENTIFYING, STRENGTH, Key

_SMALLEST_CAP = min(CAPS.values())
_RANK = {kind: place for place, kind in enumerate(STRENGTH)}


@dataclass(slots=True)
class Book:
    """The keys of one batch, who has them, and which systems’ ids and addresses each person has."""

    owner: dict[Key, int | None] = field(default_factory=dict)
    namespaces: dict[int, dict[str, int]] = field(default_factory=dict)

    def note(self, key: Key, person: int | None) -> None:
        """Write down that a key belongs to a person, or to nobody yet."""
        self.owner[key] = person
        if person is not None:
            theirs = self.namespaces.setdefault(person, {})
            name = key.namespace
            theirs[name] = theirs.get(name, 0) + 1

    def count(self, person: int, like: Key) -> int:
        """How many keys of that kind, or of that system, a person has."""
        theirs = self.namespaces.get(person)
        return theirs.get(like.namespace, 0) if theirs else 0


@dataclass(frozen=True, slots=True)
class Placed:
    """Where one record landed: the person, whether just made, which keys are new to them.

    ``by`` is the key they were known by already.
    """

    person: int | None
    made: bool
    joined: tuple[Key, ...]
    elsewhere: tuple[Key, ...]
    too_many: tuple[Key, ...]
    by: Key | None = None


def place(keys: Sequence[Key], book: Book, make_person: Callable[[], int]) -> Placed:
    """Find or make the person of these keys and note in the book what is theirs from now on."""
    ordered = sorted(dict.fromkeys(keys), key=_rank) if len(keys) > 1 else list(keys)
    if len(ordered) < _SMALLEST_CAP and book.owner.keys().isdisjoint(ordered):
        return _stranger(ordered, book, make_person)
    by = match(ordered, book)
    person = book.owner[by] if by else None
    made = False
    if person is None and any(key.kind in IDENTIFYING for key in ordered):
        person, made = make_person(), True
    joined, elsewhere, too_many = [], [], []
    for key in ordered:
        holder = book.owner.get(key)
        if key in book.owner and (holder is not None or person is None):
            if holder != person:
                elsewhere.append(key)
        elif person is not None and book.count(person, key) >= CAPS[key.kind]:
            too_many.append(key)
        else:
            book.note(key, person)
            joined.append(key)
    return Placed(person, made, tuple(joined), tuple(elsewhere), tuple(too_many), by)


def _stranger(ordered: Sequence[Key], book: Book, make_person: Callable[[], int]) -> Placed:
    """Nobody has any of these keys, and they are too few to be too many: most rows of a new list."""
    made = any(key.kind in IDENTIFYING for key in ordered)
    person = make_person() if made else None
    for key in ordered:
        book.note(key, person)
    return Placed(person, made, tuple(ordered), (), ())


def _rank(key: Key) -> int:
    return _RANK[key[0]]


def match(ordered: Sequence[Key], book: Book) -> Key | None:
    """The strongest fitting key that belongs to somebody."""
    for place_, key in enumerate(ordered):
        person = book.owner.get(key)
        if person is None or key.kind not in IDENTIFYING:
            continue
        if not _contradicted(person, ordered[:place_], key, book):
            return key
    return None


def _contradicted(person: int, before: Iterable[Key], by: Key, book: Book) -> bool:
    """A shared mailbox or landline: the record brings a stronger id than the one that matches,
    and the person found already has another of that very kind."""
    return any(_RANK[key.kind] < _RANK[by.kind] and book.count(person, key) > 0 for key in before)
