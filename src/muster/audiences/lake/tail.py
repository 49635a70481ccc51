"""What happened since the lake was built, read live: new facts, and the records that changed.

Read through the connection of the caller and in its transaction, by functions that give out numbers only
(migration 0009). What a transaction still open may have written is read anew each time.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from django.db import connection

from muster.audiences.world import CHANNEL_OF

# From 2000 on, as PostgreSQL counts microseconds, to 1970.
_EPOCH: Final = 946_684_800_000_000
# What COPY writes of one fact: how many columns, then each with its length before it.
_WRITTEN: Final = np.dtype(
    [
        ("columns", ">i2"),
        ("n0", ">i4"),
        ("xid", ">i8"),
        ("n1", ">i4"),
        ("kind", ">i2"),
        ("n2", ">i4"),
        ("ref", ">i8"),
        ("n3", ">i4"),
        ("key", ">i8"),
        ("n4", ">i4"),
        ("at", ">i8"),
        ("n5", ">i4"),
        ("source", ">i4"),
        ("n6", ">i4"),
        ("amount", ">i8"),
        ("n7", ">i4"),
        ("money", "S8"),
    ]
)
FACT: Final = np.dtype(
    [
        ("xid", "i8"),
        ("kind", "i2"),
        ("ref", "i8"),
        ("key", "i8"),
        ("at", "i8"),
        ("source", "i4"),
        ("amount", "i8"),
        ("money", "S8"),
    ]
)
_HEAD: Final = 19
_FOOT: Final = 2
NO_FACTS: Final[npt.NDArray[Any]] = np.zeros(0, FACT)
# Memory stays bounded: from here on the lake must be built anew before it is read again.
MOST_FACTS: Final = 2_000_000


@dataclass(frozen=True, slots=True)
class News:
    """What one look says: whose records changed, which addresses were closed or opened, and what was removed."""

    xmin: int
    snapshot: str
    people: frozenset[int]
    closed: frozenset[str]
    removed: int
    # What was told of transactions before this one may be gone.
    forgotten: int
    months: frozenset[str]
    # Whether the transaction of the caller wrote something itself.
    is_writing: bool


def news(since: int) -> News:
    """Look what happened in transactions from ``since`` on."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT n.*, pg_current_xact_id_if_assigned() IS NOT NULL"
            " FROM audiences_news(%s::text::xid8) n",
            [str(since)],
        )
        xmin, snapshot, people, closed, removed, forgotten, months, is_writing = cursor.fetchall()[
            0
        ]
    return News(
        xmin, snapshot, frozenset(people or ()), frozenset(closed or ()), removed, forgotten or 0,
        frozenset(months or ()), is_writing,
    )  # fmt: skip


def facts(since: int) -> npt.NDArray[Any]:
    """Read the facts of transactions from ``since`` on, at most one more than MOST_FACTS."""
    sql = (
        f"COPY (SELECT * FROM audiences_tail('{int(since)}'::xid8) LIMIT {MOST_FACTS + 1})"
        " TO STDOUT (FORMAT binary)"
    )
    with connection.cursor() as cursor, cursor.copy(sql) as copy:
        written = b"".join(copy)
    rows = np.frombuffer(written[_HEAD:-_FOOT], _WRITTEN)
    read = np.empty(len(rows), FACT)
    for name in FACT.names or ():
        read[name] = rows[name]
    read["at"] += _EPOCH
    read["money"] = np.char.rstrip(read["money"])
    return read


def records(people: Collection[int]) -> dict[str, list[tuple[Any, ...]]]:
    """Read what holds now of some people, by table, in the order of the lake’s columns.

    Beside them stand the fingerprints of their addresses, by key; None where one was never made.
    """
    asked = list(people)
    with connection.cursor() as cursor:
        found = {}
        for name in ("people", "keys", "traits", "yes"):
            cursor.execute(f"SELECT * FROM audiences_{name}_of(%s::bigint[])", [asked])
            found[name] = cursor.fetchall()
    keys = found["keys"]
    return found | {
        "keys": [row[:4] for row in keys],
        "shut": [(CHANNEL_OF[row[2]], row[0], row[1]) for row in keys if row[5]],
        "macs": [(row[4], row[0], row[1]) for row in keys if row[2] in CHANNEL_OF],
    }
