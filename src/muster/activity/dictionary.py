"""Turns names into the small numbers the log stores, and remembers them.

A name is never reused or renamed, so a number once learned stays true. It is learned only after
its transaction can no longer roll back, or is read again next time.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.db import connection, transaction

_TABLES: Final = frozenset({"activity_kind", "activity_ref", "activity_source"})
# Kinds and sources are few; of what facts were about, no more than the newest are kept in mind.
_MOST: Final = 10_000
_known: dict[str, dict[str, int]] = {}


def numbers(table: str, names: Iterable[str]) -> dict[str, int]:
    """The number of every name, adding those not seen before."""
    if table not in _TABLES:
        message = f"{table} is not a dictionary table."
        raise ValueError(message)
    wanted = set(names)
    cache = _known.setdefault(table, {})
    known = {name: number for name in wanted if (number := cache.get(name)) is not None}
    missing = sorted(wanted - known.keys())
    if not missing:
        return known
    found = _read(table, missing)
    added = [name for name in missing if name not in found]
    if added:
        found |= _add(table, added)
    transaction.on_commit(lambda: _remember(cache, found))
    return found | known


def _remember(cache: dict[str, int], found: dict[str, int]) -> None:
    if len(cache) + len(found) > _MOST:
        cache.clear()
    if len(found) <= _MOST:
        cache.update(found)


def forget_all() -> None:
    """Empty the memory, for a process whose database was swapped under it."""
    _known.clear()


def _read(table: str, names: list[str]) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT name, id FROM {table} WHERE name = ANY(%s)", [names])
        return dict(cursor.fetchall())


def _add(table: str, names: list[str]) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (name) SELECT unnest(%s::text[]) ON CONFLICT (name) DO NOTHING",
            [names],
        )
    return _read(table, names)
