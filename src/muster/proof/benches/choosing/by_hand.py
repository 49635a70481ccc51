"""DuckDB in the hands of somebody who knows it, over the very files of a lake: what our answers are held against."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import duckdb
import numpy as np

from muster.audiences.lake.layout import Manifest
from muster.proof.benches.choosing.asked import Question
from muster.proof.benches.choosing.crowd import Whole

_NAMES: Final = re.compile(r"\$([a-z]+)")


class ByHand:
    """One open connection with a view for each table, as long as it is needed."""

    def __init__(self, folder: Path, manifest: Manifest, values: dict[str, Any]) -> None:
        self._values = {name: _plain(value) for name, value in values.items()}
        self._engine = duckdb.connect()
        self._engine.execute("SET parquet_metadata_cache = true")
        for name, file in manifest.tables.items():
            self._view(name, [folder / file])
        self._view("facts", [folder / month.file for month in manifest.months])

    def count(self, question: Question) -> int:
        """How many there are."""
        found = self._asked(f"SELECT count(*) FROM ({question.duckdb})", question)
        return int(found.fetchall()[0][0])

    def members(self, question: Question) -> Whole:
        """Who they are, by number."""
        found = self._asked(f"SELECT * FROM ({question.duckdb}) ORDER BY 1", question).fetchnumpy()
        return np.asarray(next(iter(found.values())), dtype=np.int64)

    def _asked(self, sql: str, question: Question) -> duckdb.DuckDBPyConnection:
        named = {name: self._values[name] for name in _NAMES.findall(question.duckdb)}
        return self._engine.execute(sql, named)

    def _view(self, name: str, files: list[Path]) -> None:
        told = ", ".join(f"'{file}'" for file in files)
        self._engine.execute(f"CREATE VIEW {name} AS FROM read_parquet([{told}])")


def _plain(value: Any) -> Any:
    """A moment as the lake holds it: UTC, without saying so."""
    return value.astimezone(UTC).replace(tzinfo=None) if isinstance(value, datetime) else value
