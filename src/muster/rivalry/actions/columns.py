"""Reads millions of rows as columns of numbers: the database joins each column into one string of bytes.

Row by row the same would take minutes; so it takes seconds, in the caller’s transaction.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

import numpy as np
import psycopg
from django.db import connection

from muster.rivalry.tally import Numbers

# A string of bytes has an end; so there are sixteen, each of the keys whose last bits are alike. Asked bit by bit,
# since the planner then knows how few they are and does not sort all rows by them first.
BITS: Final = (1, 2, 4, 8)
# PostgreSQL counts its microseconds from the year 2000.
EPOCH: Final = 946_684_800 * 1_000_000
# For everybody by reading whole tables; for a few by index alone, since the plan of a growing table may err.
_WHOLE: Final = {
    "work_mem": "256MB",
    "jit": "off",
    "parallel_setup_cost": "0",
    "parallel_tuple_cost": "0",
}
_FEW: Final = {
    "jit": "off",
    "enable_seqscan": "off",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
}


def read(
    columns: Sequence[str], source: str, values: Mapping[str, Any], *, by: str, few: bool = False
) -> list[Numbers]:
    """The columns of ``source`` (FROM … WHERE …), each an expression of eight bytes."""
    joined = ", ".join(f"string_agg({one}, ''::bytea)" for one in columns)
    alike = ", ".join(f"{by} & {bit} = 0" for bit in BITS)
    statement = f"SELECT {joined} {source} GROUP BY {alike}"
    with planned(few=few), psycopg.Cursor(connection.connection) as raw:
        raw.execute(statement.encode(), values, binary=True)
        rows = raw.fetchall()
    if not rows:
        return [np.empty(0, np.int64) for _ in columns]
    return [
        np.concatenate([np.frombuffer(part, ">i8") for part in parts]).astype(np.int64)
        for parts in zip(*rows, strict=True)
    ]


@contextmanager
def planned(*, few: bool) -> Iterator[None]:
    """Run statements with the plans they need, inside the caller’s transaction; afterwards all is as it was."""
    settings = _FEW if few else _WHOLE
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting(name) FROM unnest(%s::text[]) AS name", [list(settings)]
        )
        before = [row[0] for row in cursor.fetchall()]
        _set(cursor, settings)
        yield
        _set(cursor, dict(zip(settings, before, strict=True)))


def _set(cursor: Any, settings: Mapping[str, str]) -> None:
    for name, value in settings.items():
        cursor.execute("SELECT set_config(%s, %s, true)", [name, value])


def number(expression: str) -> str:
    """A whole number as eight bytes."""
    return f"int8send({expression})"


def moment(expression: str) -> str:
    """A moment as eight bytes: microseconds since 2000."""
    return f"timestamptz_send({expression})"


def micros(seconds: float) -> int:
    """A moment in seconds since 1970 as PostgreSQL counts it."""
    return round(seconds * 1_000_000) - EPOCH
