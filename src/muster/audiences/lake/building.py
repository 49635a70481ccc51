"""Builds the lake: people’s records as they are, each month of facts sorted, and the totals of all months."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from typing import Final
from uuid import uuid4

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from django.utils.translation import gettext as _

from muster.audiences.lake import exporting, layout
from muster.audiences.lake.layout import Manifest, Month
from muster.kit import clock
from muster.kit.errors import Refused

# What sorting may hold in memory; the rest goes to a folder beside the lake.
MEMORY: Final = "1GB"
_ORDER: Final = "kind, ref, key, moment"
_WRITTEN: Final = "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)"
_SPAN: Final = (
    "SELECT count(*), strftime(min(moment), '%Y-%m-%dT%H:%M:%S.%f'),"
    " strftime(max(moment), '%Y-%m-%dT%H:%M:%S.%f') FROM read_parquet(?)"
)
_TOTALS: Final = (
    "SELECT kind, key, currency, count(*)::BIGINT AS times, sum(amount)::BIGINT AS amount,"
    " min(moment) AS first, max(moment) AS latest FROM read_parquet(?) GROUP BY ALL ORDER BY kind, key"
)


class AlreadyBuilding(Refused):
    """Another process builds this lake; one at a time is enough."""


def rebuild(folder: Path, *, told: Callable[[str], object] = lambda _words: None) -> Manifest:
    """Build everything anew from one moment of the database, and make it the state to read.

    ``told`` hears the name of each part of the log before it is read. Raises AlreadyBuilding.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    began = clock.now()
    with _alone(folder), exporting.snapshot() as moment:
        build = _Build(folder, uuid4().hex[:12])
        tables = {name: build.table(name, moment.table(name)) for name in exporting.TABLES}
        months = []
        for name in moment.months():
            told(name)
            months.append(build.month(name, moment.facts(name)))
        kept = tuple(month for month in months if month.facts)
        tables |= {"totals": build.totals([month.file for month in months])}
        manifest = Manifest(began.isoformat(), moment.xid, kept, tables)
        layout.publish(folder, manifest)
    return manifest


class _Build:
    """Writes the files of one build. Each has a name of its own, so none is ever written over."""

    def __init__(self, folder: Path, number: str) -> None:
        self._folder = folder
        self._number = number

    def table(self, name: str, rows: pa.RecordBatchReader) -> str:
        """Write a table as it comes, in its own order."""
        file = self._named(name)
        with pq.ParquetWriter(self._folder / file, rows.schema, compression="zstd") as writer:
            for batch in rows:
                writer.write_batch(batch)
        return file

    def month(self, name: str, facts: pa.RecordBatchReader) -> Month:
        """Sort one part of the log into a file."""
        file = self._named(f"facts-{name or 'other'}")
        with self._engine() as engine:
            engine.register("facts", facts)
            engine.execute(
                f"COPY (FROM facts ORDER BY {_ORDER}) TO '{self._folder / file}' {_WRITTEN}"
            )
            found = engine.execute(_SPAN, [str(self._folder / file)]).fetchall()
        count, first, latest = found[0]
        return Month(name, file, count, first or "", latest or "")

    def totals(self, months: Sequence[str]) -> str:
        """Sum up all months per key and kind, for conditions without a window."""
        file = self._named("totals")
        files = [str(self._folder / month) for month in months]
        with self._engine() as engine:
            engine.execute(f"COPY ({_TOTALS}) TO '{self._folder / file}' {_WRITTEN}", [files])
        return file

    def _named(self, name: str) -> str:
        return f"{name}.{self._number}.parquet"

    @contextmanager
    def _engine(self) -> Iterator[duckdb.DuckDBPyConnection]:
        settings: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": MEMORY,
            "temp_directory": str(self._folder / "sorting"),
        }
        with duckdb.connect(config=settings) as engine:
            yield engine


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / "building").open("w") as file:
        try:
            flock(file, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            raise AlreadyBuilding(_("The lake is being built by another process.")) from None
        yield
