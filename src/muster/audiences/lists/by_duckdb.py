"""The list by DuckDB, in this process, from the lake’s files."""

from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
from sqlglot import exp

from muster.audiences.engines import nodes
from muster.audiences.lists.tables import FACTS, Tables


def members(plan: exp.Select, tables: Tables) -> npt.NDArray[np.int64]:
    """Return the numbers of the people of a plan, in order."""
    with duckdb.connect() as engine:
        for name, files in tables.files.items():
            if files:
                engine.read_parquet([str(file) for file in files]).create_view(name)
            else:
                engine.register(name, FACTS.empty_table())
        found: dict[str, Any] = engine.execute(nodes.written(plan, "duckdb")).fetchnumpy()
    return np.sort(np.asarray(found["id"], dtype=np.int64))
