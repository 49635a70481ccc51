"""Many rows in few statements: numbers reserved ahead, rows copied beside the table, then taken over.

PostgreSQL refuses COPY straight into a table under row-level security; hence the step between.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import connection

from muster.activity import rows as lines

_FEW: Final = 20
_BLOCK: Final = 1_000


def reserve(table: str, count: int) -> list[int]:
    """Take ``count`` ids of a table, in order."""
    if not count:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(%s::regclass) FROM generate_series(1, %s)",
            [f"{table}_id_seq", count],
        )
        return [row[0] for row in cursor.fetchall()]


def insert(
    table: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    same: Mapping[str, Any] | None = None,
    conflict: str = "",
) -> None:
    """Add rows. ``same`` are columns alike in all; ``conflict`` is an ON CONFLICT clause."""
    if not rows:
        return
    alike = dict(same or {})
    names = ", ".join([*columns, *alike])
    into = f"INSERT INTO {table} AS mine ({names})"
    with connection.cursor() as cursor:
        if len(rows) <= _FEW:
            marks = ", ".join(["%s"] * (len(columns) + len(alike)))
            few = [(*row, *alike.values()) for row in rows]
            cursor.executemany(f"{into} VALUES ({marks}) {conflict}", few)
            return
        _beside(cursor, table, columns, rows)
        chosen = ", ".join([*columns, *["%s"] * len(alike)])
        cursor.execute(f"{into} SELECT {chosen} FROM beside {conflict}", list(alike.values()))
        cursor.execute("DROP TABLE beside")


def update(table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Change rows; the first column is the id. All columns of each row are set."""
    if not rows:
        return
    names = ["id", *columns]
    sets = ", ".join(f"{name} = beside.{name}" for name in columns)
    with connection.cursor() as cursor:
        if len(rows) <= _FEW:
            marks = ", ".join(f"{name} = %s" for name in columns)
            few = [(*rest, number) for number, *rest in rows]
            cursor.executemany(f"UPDATE {table} SET {marks} WHERE id = %s", few)
            return
        _beside(cursor, table, names, rows)
        # By index, row for row: what stands beside was never counted, and the planner would read the
        # whole table for a few hundred rows.
        cursor.execute("SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off")
        cursor.execute(f"UPDATE {table} AS mine SET {sets} FROM beside WHERE mine.id = beside.id")
        cursor.execute(
            "SET LOCAL enable_hashjoin TO DEFAULT; SET LOCAL enable_mergejoin TO DEFAULT"
        )
        cursor.execute("DROP TABLE beside")


def _beside(cursor: Any, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    names = ", ".join(columns)
    cursor.execute(
        f"CREATE TEMP TABLE beside ON COMMIT DROP AS SELECT {names} FROM {table} WITH NO DATA"
    )
    with cursor.copy(f"COPY beside ({names}) FROM STDIN") as copy:
        for start in range(0, len(rows), _BLOCK):
            copy.write(lines.text(rows[start : start + _BLOCK]))
