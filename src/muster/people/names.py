"""Names as they are ordered and looked up; the database has no collation for people’s names."""

from __future__ import annotations

from functools import lru_cache

from muster.kit.text import clean, fold, sort_key

LONGEST = 200


@lru_cache(maxsize=50_000)
def tidy(name: str) -> str:
    """A name as we keep it: one line, no signs that cannot be seen, not endless."""
    return clean(name)[:LONGEST]


@lru_cache(maxsize=50_000)
def keys_of_name(given: str, family: str) -> tuple[str, str]:
    """The key a list is ordered by (family name first) and the key of the name as spoken."""
    return sort_key(f"{family} {given}".strip()), fold(f"{given} {family}")
