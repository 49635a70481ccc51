"""The lake’s tables as an engine is given them, and the moment up to which they know everything."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Final

import pyarrow as pa
from django.utils.translation import gettext as _
from sqlglot import exp

from muster.audiences import compiler
from muster.audiences.definition import Definition
from muster.audiences.lake import holding, layout
from muster.audiences.lake.records import SCHEMAS
from muster.audiences.lake.standing import Standing
from muster.audiences.world import World
from muster.kit.errors import Refused
from muster.kit.scope import Scope

# What a fact is made of, for a lake that holds none yet.
FACTS: Final = pa.schema(
    [
        ("kind", pa.int16()),
        ("ref", pa.int64()),
        ("key", pa.int64()),
        ("moment", pa.timestamp("us")),
        ("source", pa.int32()),
        ("amount", pa.int64()),
        ("currency", pa.string()),
    ]
)
_TOUCHED: Final = pa.schema([("person", pa.int64())])


class NoLake(Refused):
    """There is nothing to answer from."""


@dataclass(frozen=True, slots=True)
class Tables:
    """By table, the files of its rows; ``facts`` is all months together.

    ``more`` is what came since, by table. Of the people ``touched`` the files no longer speak.
    """

    files: dict[str, list[Path]]
    as_of: datetime
    more: dict[str, pa.Table] = field(default_factory=dict)
    touched: pa.Table = field(default_factory=_TOUCHED.empty_table)


def of_now(now: datetime) -> Tables:
    """Return the lake and what came since; the lake alone where the two do not fit together. Raises NoLake."""
    standing = holding.standing(now=now, is_fresh=True)
    return of_lake() if standing is None else _with_tail(standing, now)


def of_lake() -> Tables:
    """Return the state of the lake that is to be read now, or raise NoLake."""
    held = layout.current(layout.home())
    if held is None:
        raise NoLake(_("There is no lake yet; build it with “muster lake rebuild”."))
    return _of(layout.home(), held)


def asked(definition: Definition, scope: Scope, world: World, tables: Tables) -> exp.Select:
    """Return the plan of a definition, as of the moment up to which the tables know everything.

    A window that ended later would take what the tables do not know yet for what never happened.
    """
    return compiler.plan(definition, scope, replace(world, now=tables.as_of))


def _of(folder: Path, held: layout.Manifest) -> Tables:
    files = {name: [folder / file] for name, file in held.tables.items()}
    files["facts"] = [folder / month.file for month in held.months]
    return Tables(files, datetime.fromisoformat(held.built_at))


def _with_tail(standing: Standing, now: datetime) -> Tables:
    built = _of(standing.base.folder, standing.base.manifest)
    more = {
        name: _table(
            schema,
            [row[: len(schema)] for rows in standing.touched.values() for row in rows[name]],
        )
        for name, schema in SCHEMAS.items()
    }
    more["facts"] = _arrived(standing)
    touched = pa.table({"person": list(standing.touched)}, schema=_TOUCHED)
    return Tables(built.files, now, more, touched)


def _arrived(standing: Standing) -> pa.Table:
    # What lay ahead of the lake stands in its files, too.
    rows = standing.facts[len(standing.base.ahead) :]
    money = [word.decode() or None for word in rows["money"].tolist()]
    columns = {name: rows[name] for name in ("kind", "ref", "key", "source", "amount")}
    return pa.table(
        columns | {"moment": rows["at"].astype("datetime64[us]"), "currency": money}
    ).select(FACTS.names).cast(FACTS)  # fmt: skip


def _table(schema: pa.Schema, rows: list[tuple[object, ...]]) -> pa.Table:
    columns = zip(*rows, strict=True) if rows else [()] * len(schema)
    return pa.table(
        [
            pa.array(list(column), one.type.value_type if pa.types.is_dictionary(one.type) else one.type)
            for column, one in zip(columns, schema, strict=True)
        ],
        names=schema.names,
    )  # fmt: skip
