"""A town’s rows as the lake’s tables, read the way the lake reads them, but inside the test’s own transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa
from django.db import connection

from muster.audiences.engines import nodes

if TYPE_CHECKING:
    from sqlglot import exp

    from muster.audiences.world import World

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
    "yes": pa.schema([("channel", pa.string()), ("purpose", pa.string()), ("person", pa.int64())]),
    "facts": pa.schema(
        [("kind", pa.int16()), ("ref", pa.int64()), ("key", pa.int64()), ("moment", _MOMENT),
         ("source", pa.int32()), ("amount", pa.int64()), ("currency", pa.string())]
    ),
    "shut": pa.schema([("channel", pa.string()), ("key", pa.int64())]),
}  # fmt: skip
_READ = {
    "people": (
        "SELECT id, region_id, country, language, latitude, longitude, created_at AT TIME ZONE 'UTC'"
        " FROM people_person WHERE erased_at IS NULL AND joined_into IS NULL ORDER BY id"
    ),
    "keys": (
        "SELECT id, person_id, kind, source FROM people_identitykey WHERE person_id IS NOT NULL ORDER BY id"
    ),
    "traits": (
        "SELECT kind, value, person_id, from_at AT TIME ZONE 'UTC', to_at AT TIME ZONE 'UTC' FROM people_trait"
    ),
    "yes": (
        "SELECT s.channel, s.purpose, k.person_id FROM people_consentstate s"
        " JOIN people_identitykey k ON k.id = s.key_id WHERE s.state = 'granted' AND k.person_id IS NOT NULL"
    ),
    "facts": (
        "SELECT kind_id, coalesce(ref_id, 0), key_id, at AT TIME ZONE 'UTC', source_id, amount, currency"
        " FROM activity_fact ORDER BY 1, 2, 3, 4"
    ),
}


def tables(world: World) -> dict[str, pa.Table]:
    """Read every table of the lake out of the open transaction."""
    found = {name: _read(name) for name in _READ}
    shut = [(channel, key) for channel, keys in world.suppressed.items() for key in keys]
    return found | {"shut": _table("shut", shut)}


def by_duckdb(plan: exp.Select, held: dict[str, pa.Table]) -> list[int]:
    """Answer a plan with DuckDB over tables in memory."""
    with duckdb.connect() as engine:
        for name, table in held.items():
            engine.register(name, table)
        return [row[0] for row in engine.execute(nodes.written(plan, "duckdb")).fetchall()]


def _read(name: str) -> pa.Table:
    with connection.cursor() as cursor:
        cursor.execute(_READ[name])
        return _table(name, cursor.fetchall())


def _table(name: str, rows: list[tuple]) -> pa.Table:
    schema = SCHEMAS[name]
    columns = zip(*rows, strict=True) if rows else [()] * len(schema)
    return pa.table(
        [pa.array(list(column), field.type) for column, field in zip(columns, schema, strict=True)],
        schema=schema,
    )
