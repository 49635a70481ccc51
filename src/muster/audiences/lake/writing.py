"""Writes the files of one build, sorted by DuckDB. Each has a name of its own, so none is ever written over."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from uuid import uuid4

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from muster.audiences.lake.layout import LATE, Manifest, Month

# What sorting may hold in memory; the rest goes to a folder beside the lake.
MEMORY: Final = "1GB"
# By no more than readers ask by: a fourth word would take half as long again.
_ORDER: Final = "kind, ref, key"
# Facts and their sums: differences of numbers take less room than any packing of the numbers and are read three times
# as fast, and a question about one page reads little beside it.
FACTS: Final = "(FORMAT parquet, COMPRESSION snappy, PARQUET_VERSION v2, ROW_GROUP_SIZE 16384)"
# People’s records, whose words are read as numbers of words: a reader of Arrow’s cannot yet do that of version 2.
RECORDS: Final = "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)"
_SPAN: Final = (
    "SELECT count(*), strftime(min(moment), '%Y-%m-%dT%H:%M:%S.%f'),"
    " strftime(max(moment), '%Y-%m-%dT%H:%M:%S.%f') FROM read_parquet(?)"
)
_FACTS: Final = "SELECT * FROM read_parquet(?)"
# Sums of facts, and of sums: both have the same columns, so that one can be added to the other.
_TOTALS: Final = (
    "SELECT kind, key, currency, count(*)::BIGINT AS times, sum(amount)::BIGINT AS amount,"
    " max(moment) AS latest FROM ({}) WHERE moment <= ?::TIMESTAMP GROUP BY ALL"
)
_TOTALS_OF: Final = (
    "SELECT kind, key, currency, sum(times)::BIGINT AS times, sum(amount)::BIGINT AS amount,"
    " max(latest) AS latest FROM ({}) GROUP BY ALL"
)
_SOURCES: Final = "SELECT source, key, min(moment) AS first FROM ({}) GROUP BY ALL"
_SOURCES_OF: Final = "SELECT source, key, min(first) AS first FROM ({}) GROUP BY ALL"
_RANGES: Final = (
    "SELECT parse_filename(filename) AS file, kind, ref, (sum(rows) OVER (PARTITION BY filename"
    " ORDER BY kind, ref) - rows)::BIGINT AS start, rows FROM (SELECT filename, kind, {} AS ref,"
    " count(*)::BIGINT AS rows FROM read_parquet(?, filename = true) GROUP BY ALL)"
)


class Writer:
    """Writes the files of one build into the folder of the lake."""

    def __init__(self, folder: Path, *, memory: str = MEMORY) -> None:
        self._folder = folder
        self._memory = memory
        self._number = uuid4().hex[:12]

    def month(self, name: str, facts: pa.RecordBatchReader) -> Month:
        """Sort one part of the log into a file."""
        with self.engine() as engine:
            engine.register("facts", facts)
            return self._month(engine, name, "SELECT * FROM facts")

    def added(
        self, held: Manifest, tail: pa.Table, *, open_names: Collection[str]
    ) -> tuple[list[Month], list[Month]]:
        """Sort facts that came since into the open months, and what came late into one file of its own.

        Returns the months that were written and those whose place they take.
        """
        fresh: list[Month] = []
        gone: list[Month] = []
        if not tail.num_rows:
            return fresh, gone
        names = pc.strftime(tail["moment"], format="%Y-%m")
        with self.engine() as engine:
            for name in (LATE, *open_names):
                mine = pc.is_in(names, pa.array(open_names) if name == LATE else pa.array([name]))
                arrived = tail.filter(pc.invert(mine) if name == LATE else mine)
                if not arrived.num_rows:
                    continue
                engine.register("arrived", arrived)
                before = [month for month in held.months if month.name == name]
                rows = _with(self._paths(before), "SELECT * FROM arrived")
                fresh.append(self._month(engine, name, *rows))
                gone += before
        return fresh, gone

    def sums(self, months: Sequence[Month], until: str) -> dict[str, str]:
        """Sum up all months per key, and find where in them each kind and ref lies."""
        files = self._paths(months)
        with self.engine(MEMORY) as engine:
            held = {
                "totals": self._summed(
                    engine, "totals", "kind", _TOTALS, rows=_FACTS, values=[files], until=[until]
                ),
                "sources": self._summed(
                    engine, "sources", "source", _SOURCES, rows=_FACTS, values=[files]
                ),
            }
            return held | {"ranges": self._ranges(engine, months, held["totals"])}

    def _summed(
        self,
        engine: duckdb.DuckDBPyConnection,
        name: str,
        by: str,
        sums: str,
        *,
        rows: str,
        values: Sequence[object],
        until: Sequence[str] = (),
    ) -> str:
        """Sum up rows, one kind or source after the other.

        Of all at once more keys would be held than there is memory for, and sorted once more.
        """
        parts = engine.execute(f"SELECT DISTINCT {by} FROM ({rows}) ORDER BY 1", values).fetchall()
        engine.execute(
            f"CREATE TEMP TABLE {name} AS {sums.format(rows)} LIMIT 0", [*values, *until]
        )
        one = sums.format(f"SELECT * FROM ({rows}) WHERE {by} = ?")
        for (part,) in parts:
            engine.execute(f"INSERT INTO {name} {one} ORDER BY key", [*values, part, *until])
        return self.copy(engine, name, f"FROM {name}")

    def sums_with(
        self,
        held: Manifest,
        months: Sequence[Month],
        fresh: Sequence[Month],
        tail: pa.Table,
        until: str,
    ) -> dict[str, str]:
        """Add what arrived since to the sums of the state before."""
        built = held.horizon
        due = [month for month in held.months if month.latest > built]
        with self.engine(MEMORY) as engine:
            engine.register("tail", tail)
            # What was still to come when it was written down is counted once it is due.
            rows, values = _with(
                self._paths(due), "SELECT * FROM tail", f" WHERE moment > '{built}'"
            )
            totals = f"{_FACTS} UNION ALL BY NAME {_TOTALS.format(rows)}"
            sources = f"{_FACTS} UNION ALL BY NAME {_SOURCES.format('SELECT * FROM tail')}"
            before = {name: [self._path(held.tables[name])] for name in ("totals", "sources")}
            added = [before["totals"], *values, until]
            told = {
                "totals": self._summed(
                    engine, "totals", "kind", _TOTALS_OF, rows=totals, values=added
                ),
                "sources": self._summed(
                    engine,
                    "sources",
                    "source",
                    _SOURCES_OF,
                    rows=sources,
                    values=[before["sources"]],
                ),
            }
            kept = [month.file for month in months if month not in fresh]
            old = f"{_FACTS} WHERE list_contains(?, file)"
            at = [[self._path(held.tables["ranges"])], kept]
            return told | {"ranges": self._ranges(engine, fresh, told["totals"], (old, at))}

    def _ranges(
        self,
        engine: duckdb.DuckDBPyConnection,
        months: Sequence[Month],
        totals: str,
        old: tuple[str, Sequence[object]] = ("", ()),
    ) -> str:
        """Write where in each file a kind and ref begin and how many rows they have."""
        parts: list[tuple[str, Sequence[object]]] = [(_RANGES.format("0"), [[self._path(totals)]])]
        if months:
            parts.append((_RANGES.format("ref"), [self._paths(months)]))
        parts += [old] if old[0] else []
        sql = " UNION ALL BY NAME ".join(f"({part})" for part, _values in parts)
        values = [value for _part, some in parts for value in some]
        ordered = f"FROM ({sql}) ORDER BY file, kind, ref"
        return self.copy(engine, "ranges", ordered, values, RECORDS)

    def _month(
        self, engine: duckdb.DuckDBPyConnection, name: str, rows: str, values: Sequence[object] = ()
    ) -> Month:
        file = self.copy(
            engine, f"facts-{name or 'other'}", f"FROM ({rows}) ORDER BY {_ORDER}", values
        )
        count, first, latest = engine.execute(_SPAN, [self._path(file)]).fetchall()[0]
        return Month(name, file, count, first or "", latest or "")

    def copy(
        self,
        engine: duckdb.DuckDBPyConnection,
        name: str,
        sql: str,
        values: Sequence[object] = (),
        form: str = FACTS,
    ) -> str:
        """Write what a statement selects into a file of this build; returns its name."""
        file = self._named(name)
        engine.execute(f"COPY ({sql}) TO '{self._path(file)}' {form}", list(values))
        return file

    def _named(self, name: str) -> str:
        return f"{name}.{self._number}.parquet"

    def _path(self, file: str) -> str:
        return str(self._folder / file)

    def _paths(self, months: Sequence[Month]) -> list[str]:
        return [self._path(month.file) for month in months]

    @contextmanager
    def engine(self, memory: str = "") -> Iterator[duckdb.DuckDBPyConnection]:
        """Open an engine that sorts within bounded memory."""
        # Several may sort at once, and each calls its files alike.
        with TemporaryDirectory(prefix="sorting-", dir=self._folder) as aside:
            settings: dict[str, str | bool | int | float | list[str]] = {
                "memory_limit": memory or self._memory,
                "temp_directory": aside,
            }
            with duckdb.connect(config=settings) as engine:
                yield engine


def _with(paths: Sequence[str], arrived: str, where: str = "") -> tuple[str, list[Sequence[str]]]:
    """Return the rows of some files, if there are any, and those of a table in memory."""
    if not paths:
        return arrived, []
    return f"{_FACTS}{where} UNION ALL BY NAME {arrived}", [paths]
