"""A whole definition as a list of people, by the engine that is asked: for exports, and for very large lakes.

PostgreSQL is the truth. DuckDB answers from the lake and what came since, Spark from the lake alone. Whatever comes
out is a proposal: consent, suppression and frequency are asked again before anything is sent.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from muster.audiences import lookup
from muster.audiences.definition import Definition
from muster.audiences.lists import by_duckdb, by_postgres, by_spark, files, tables
from muster.kit.scope import Scope

ENGINES: Final = ("duckdb", "spark", "postgres")


@dataclass(frozen=True, slots=True)
class Listed:
    """How many people were found, and as of which moment: what was recorded later did not count."""

    count: int
    as_of: datetime


def listed(
    definition: Definition,
    scope: Scope,
    *,
    engine: str,
    to: Path | None = None,
    master: str = by_spark.HERE,
) -> Listed:
    """Find the people of a definition; ``to`` is a new file, or folder for Spark, to write their numbers to.

    Raises NoLake, NoSpark, Unanswerable and AlreadyThere.
    """
    if to is not None:
        files.refuse_existing(to)
    world = lookup.world([definition])
    if engine == "postgres":
        people = by_postgres.members(definition, scope, world)
        return Listed(files.keep(people, to), world.now)
    held = tables.of_now(world.now) if engine == "duckdb" else tables.of_lake()
    plan = tables.asked(definition, scope, world, held)
    if engine == "duckdb":
        return Listed(files.keep(by_duckdb.members(plan, held), to), held.as_of)
    with by_spark.opened(master) as session:
        by_spark.told(session, held)
        if to is not None:
            return Listed(by_spark.written(session, plan, to), held.as_of)
        return Listed(by_spark.counted(session, plan), held.as_of)
