"""Whose word holds when sources differ about a field: a short list of kinds, and after it the newest.

Pure rules. What staff write and what people say of themselves is one kind, “hand”: of two such words
the newer holds, so that neither can quietly overrule the other for good.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

# Columns of a person whose every source’s word is kept. Region and place follow from the postcode.
FIELDS: Final = ("given_name", "family_name", "country", "postcode", "language")
HAND: Final = "hand"
FIRST: Final = (HAND,)
LAST: Final = 1_000
_BY_HAND: Final = ("staff", "person", "preference centre")
# The same as ``kind_of``, for the database.
KIND_SQL: Final = (
    f"CASE WHEN split_part(v.source, ':', 1) IN {_BY_HAND}"
    f" THEN '{HAND}' ELSE split_part(v.source, ':', 1) END"
)

Orders = Mapping[str, Sequence[str]]


def kind_of(source: str) -> str:
    """“import:12” → “import”; a colleague and the person themselves → “hand”."""
    kind = source.partition(":")[0]
    return HAND if kind in _BY_HAND else kind


def order(orders: Orders, field: str) -> Sequence[str]:
    """The kinds that go first for a field; an empty list says the newest word holds."""
    return orders.get(field, FIRST)


def rank(orders: Orders, field: str, kind: str) -> int:
    """The place of a kind; those not named share the last and the newest of them holds."""
    named = order(orders, field)
    return named.index(kind) if kind in named else LAST
