"""One at a time: a lock on a name until the transaction ends; it also guards rows not yet written."""

from hashlib import sha256

from django.db import connection


def take_turn(what: str) -> None:
    """Wait until nobody else works on `what`."""
    key = int.from_bytes(sha256(f"approvals:{what}".encode()).digest()[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])
