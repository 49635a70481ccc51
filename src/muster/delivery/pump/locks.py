"""The advisory lock of a worker: whoever can take it knows that the worker’s session is gone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def session(worker: str) -> Iterator[bool]:
    """Hold the lock of ``worker`` for the block, if it is free."""
    key = f"delivery:{worker}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [key])
        held = bool(cursor.fetchone()[0])
        try:
            yield held
        finally:
            if held:
                cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [key])
