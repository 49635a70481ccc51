"""Names as they are ordered and looked up; the database has no collation for people’s names."""

from __future__ import annotations

from muster.kit.text import fold, sort_key


def keys_of_name(given: str, family: str) -> tuple[str, str]:
    """The key a list is ordered by (family name first) and the key of the name as spoken."""
    return sort_key(f"{family} {given}".strip()), fold(f"{given} {family}")
