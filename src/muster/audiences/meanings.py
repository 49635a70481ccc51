"""What the words of a condition stand for in the log: which searches, pages, purposes, broadcasts or events.

A page or link counts when its address holds the words anywhere. Everything else counts by words: each counts from its
beginning on, so that “plaż” also finds “plaża” and “plaże”, and “sea” never finds “overseas”.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Final

from django.db import connection

from muster.audiences import registry

PARTING: Final = "-_/.,;:!?()\"'“”«»"
_ROOM: Final = " " * len(PARTING)
BY_ADDRESS: Final = frozenset({"read", "stayed", "clicked"})


def refs(
    turned: Iterable[tuple[str, str]], *, among: Collection[int] | None = None
) -> dict[tuple[str, str], frozenset[int]]:
    """Return by way and words the numbers they mean in the log; ``among`` narrows to some numbers."""
    asked = sorted(set(turned))
    if not asked:
        return {}
    found: dict[tuple[str, str], set[int]] = {pair: set() for pair in asked}
    rows = [row for number, pair in enumerate(asked) for row in _patterns(number, *pair)]
    rows += _titled(asked)
    for number, ref in _found(rows, among):
        found[asked[number]].add(ref)
    return {pair: frozenset(numbers) for pair, numbers in found.items()}


def _patterns(number: int, how: str, word: str) -> Iterable[tuple[int, str, bool]]:
    if how == "answered":
        return
    by_words = how not in BY_ADDRESS
    bare = " ".join(word.translate(str.maketrans(PARTING, _ROOM)).split()) if by_words else word
    if not bare:
        return
    # The database folds the case of plain letters only; the others are asked for as people write them.
    for spelt in {bare, bare.lower(), bare.upper(), bare.title(), bare.capitalize()}:
        yield number, f"% {_escaped(spelt)}%" if by_words else f"%{_escaped(spelt)}%", by_words


def _titled(asked: list[tuple[str, str]]) -> list[tuple[int, str, bool]]:
    """Broadcasts are known by number in the log; who owns them says which titles hold the words."""
    words = [word for how, word in asked if how == "answered"]
    if not words:
        return []
    places = defaultdict(list)
    for number, (how, word) in enumerate(asked):
        if how == "answered":
            places[word].append(number)
    titled = registry.titled(words)
    return [
        (number, _escaped(ref), False)
        for word, known in titled.items()
        for number in places[word]
        for ref in known
    ]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _found(
    rows: list[tuple[int, str, bool]], among: Collection[int] | None
) -> list[tuple[int, int]]:
    if not rows:
        return []
    numbers, patterns, by_words = zip(*rows, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT a.number, r.id FROM (SELECT id, name, ' ' || translate(name, %s, %s) AS words"
            " FROM activity_ref WHERE %s::bigint[] IS NULL OR id = ANY(%s::bigint[]) OFFSET 0) r"
            " JOIN unnest(%s::int[], %s::text[], %s::bool[]) AS a(number, pattern, by_words)"
            " ON CASE WHEN a.by_words THEN r.words ELSE r.name END ILIKE a.pattern",
            [
                *(PARTING, _ROOM),
                *[None if among is None else list(among)] * 2,
                *(list(numbers), list(patterns), list(by_words)),
            ],
        )
        return list(cursor.fetchall())
