"""A town’s rows as the lake’s tables, read the way the lake reads them, but inside the test’s own transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa
from django.db import connection

from muster.audiences import lookup
from muster.audiences.engines import nodes
from muster.audiences.lake import exporting
from muster.audiences.lists.tables import FACTS

if TYPE_CHECKING:
    from sqlglot import exp

_MOMENT = pa.timestamp("us")
SCHEMAS = {
    "people": pa.schema(
        [("id", pa.int64()), ("region", pa.string()), ("country", pa.string()), ("language", pa.string()),
         ("latitude", pa.float64()), ("longitude", pa.float64()), ("created_at", _MOMENT)]
    ),
    "keys": pa.schema([("id", pa.int64()), ("person", pa.int64()), ("kind", pa.string()), ("source", pa.string())]),
    "traits": pa.schema(
        [("kind", pa.string()), ("value", pa.string()), ("person", pa.int64()), ("from_at", _MOMENT), ("to_at", _MOMENT)]
    ),
    "yes": pa.schema(
        [("channel", pa.string()), ("purpose", pa.string()), ("person", pa.int64()), ("key", pa.int64())]
    ),
    "facts": FACTS,
    "shut": pa.schema([("channel", pa.string()), ("key", pa.int64())]),
}  # fmt: skip


def tables() -> dict[str, pa.Table]:
    """Read every table of the lake out of the open transaction."""
    shut = [(channel, key) for channel, keys in lookup.suppressed().items() for key in keys]
    return {name: _read(name) for name in SCHEMAS if name != "shut"} | {
        "shut": _table("shut", shut)
    }


def by_duckdb(plan: exp.Select, held: dict[str, pa.Table]) -> list[int]:
    """Answer a plan with DuckDB over tables in memory."""
    with duckdb.connect() as engine:
        for name, table in held.items():
            engine.register(name, table)
        return [row[0] for row in engine.execute(nodes.written(plan, "duckdb")).fetchall()]


def _read(name: str) -> pa.Table:
    read = exporting.TABLES | {"facts": f"{exporting._FACTS} FROM activity_fact"}
    with connection.cursor() as cursor:
        # Whose each address is the lake looks up when it is built.
        cursor.execute(
            f"SELECT r.channel, r.purpose, k.person_id, r.key FROM ({read[name]}) r JOIN people_identitykey k"
            " ON k.id = r.key WHERE k.person_id IS NOT NULL"
            if name == "yes"
            else read[name]
        )
        rows = [row[: len(SCHEMAS[name])] for row in cursor.fetchall()]
        return _table(name, rows)


def _table(name: str, rows: list[tuple]) -> pa.Table:
    schema = SCHEMAS[name]
    columns = zip(*rows, strict=True) if rows else [()] * len(schema)
    return pa.table(
        [pa.array(list(column), field.type) for column, field in zip(columns, schema, strict=True)],
        schema=schema,
    )
