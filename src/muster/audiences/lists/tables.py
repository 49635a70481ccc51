"""The lake’s tables as an engine is given them, and the moment up to which they know everything."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

import pyarrow as pa
from django.utils.translation import gettext as _
from sqlglot import exp

from muster.audiences import compiler
from muster.audiences.definition import Definition
from muster.audiences.lake import layout
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


class NoLake(Refused):
    """There is nothing to answer from."""


@dataclass(frozen=True, slots=True)
class Tables:
    """By table, the files of its rows; ``facts`` is all months together."""

    files: dict[str, list[Path]]
    as_of: datetime


def of_lake(folder: Path) -> Tables:
    """Return the tables of the state of the lake that is to be read now, or raise NoLake."""
    held = layout.current(folder)
    if held is None:
        raise NoLake(_("There is no lake yet; build it with “muster lake rebuild”."))
    files = {name: [folder / file] for name, file in held.tables.items()}
    files["facts"] = [folder / month.file for month in held.months]
    return Tables(files, datetime.fromisoformat(held.built_at))


def asked(definition: Definition, scope: Scope, world: World, tables: Tables) -> exp.Select:
    """Return the plan of a definition, as of the moment up to which the tables know everything.

    A window that ended now would take what is not in the lake yet for what never happened.
    """
    return compiler.plan(definition, scope, replace(world, now=tables.as_of))
