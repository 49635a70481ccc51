"""Values handed to PostgreSQL beside the statement, as they are, instead of written into its text.

Django’s own cursor writes every value into the statement: two signs for each byte of a call, and all of it
read again word by word. For what is large this costs more than the work itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from psycopg import Cursor
from psycopg.pq import Format


@contextmanager
def bound() -> Iterator[Cursor[Any]]:
    """A cursor of Django’s connection and transaction; what it gives back is in binary form, too."""
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    with connection.wrap_database_errors, Cursor(connection.connection) as cursor:
        cursor.format = Format.BINARY
        yield cursor
