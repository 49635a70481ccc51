"""Which keys stand in the book already, and the promise that none of them goes while somebody writes of it.

Most of what arrives is about people known long ago. Who only hangs facts on their keys needs no more than
the numbers of these, and must not lock a person for each.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from django.db import connection

from muster.people.actions.batch import look_up
from muster.people.keys import Key

# Keys vanish under this lock alone (an erasure, the undo of an import); writers of facts share it.
_LOCK: Final = "hashtext('people.keys')"


class Held(NamedTuple):
    """A key’s number, and whose it is; nobody’s if it is None."""

    number: int
    person: int | None


def hold(keys: Iterable[Key]) -> dict[Key, Held]:
    """Those of the keys that exist. None of them is removed before this transaction ends."""
    wanted = list(keys)
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock_shared({_LOCK})")
    return {key: Held(key_id, person) for key, key_id, person in look_up(wanted)}


def await_writers() -> None:
    """Wait for all who hold keys, and let nobody hold any until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock({_LOCK})")
