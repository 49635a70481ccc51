"""Numbers rows before they are written, because a message carries its own number in its Message-ID."""

from __future__ import annotations

from django.db import connection


def reserve(table: str) -> int:
    """Return the next id of ``table``; a number that is then not used is simply skipped."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [table])
        return int(cursor.fetchone()[0])
