"""The list by DuckDB, in this process, from the lake’s files and what came since."""

from typing import Any, Final

import duckdb
import numpy as np
import numpy.typing as npt
from sqlglot import exp

from muster.audiences.engines import nodes
from muster.audiences.lists.tables import FACTS, Tables

# Of which rows the files still speak, where some people’s records changed since.
_TOUCHED: Final = "(SELECT person FROM touched)"
_STANDING: Final = {
    "people": f"id NOT IN {_TOUCHED}",
    "keys": f"person NOT IN {_TOUCHED}",
    "traits": f"person NOT IN {_TOUCHED}",
    "yes": f"person NOT IN {_TOUCHED}",
    "shut": f"key NOT IN (SELECT id FROM built_keys WHERE person IN {_TOUCHED})",
    "facts": "true",
}


def members(plan: exp.Select, tables: Tables) -> npt.NDArray[np.int64]:
    """Return the numbers of the people of a plan, in order."""
    with duckdb.connect() as engine:
        for name in _STANDING:
            files = [str(file) for file in tables.files[name]]
            built = f"built_{name}" if tables.more else name
            if files:
                engine.read_parquet(files).create_view(built)
            else:
                engine.register(built, FACTS.empty_table())
        if tables.more:
            _overlay(engine, tables)
        found: dict[str, Any] = engine.execute(nodes.written(plan, "duckdb")).fetchnumpy()
    return np.sort(np.asarray(found["id"], dtype=np.int64))


def _overlay(engine: duckdb.DuckDBPyConnection, tables: Tables) -> None:
    engine.register("touched", tables.touched)
    for name, stands in _STANDING.items():
        engine.register(f"more_{name}", tables.more[name])
        engine.execute(
            f"CREATE TEMP VIEW {name} AS SELECT * FROM built_{name} WHERE {stands}"
            f" UNION ALL BY NAME SELECT * FROM more_{name}"
        )
