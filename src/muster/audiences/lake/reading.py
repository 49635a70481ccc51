"""The months of one state of the lake, opened: just the rows of a kind and its refs, and no others.

Months are sorted by kind, ref, key and moment, and a table says where each kind and ref lies.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from muster.audiences.lake.layout import Manifest
from muster.audiences.lake.records import Whole


class Months:
    """The facts of one state of the lake. Several threads may read at once."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self._folder = folder
        self.manifest = manifest
        self._ranges = _ranges(folder / manifest.tables["ranges"])
        self._footers: dict[str, tuple[pq.FileMetaData, Whole]] = {}

    def ahead(self) -> pa.Table:
        """Read the facts that were still to come when the lake was built."""
        horizon = self.manifest.horizon
        late = [month for month in self.manifest.months if month.latest > horizon]
        after = np.datetime64(horizon, "us").item()
        names = ["kind", "ref", "key", "moment", "source", "amount", "currency"]
        parts = [
            pq.read_table(
                self._folder / month.file, columns=names, filters=[("moment", ">", after)]
            )
            for month in late
        ]
        return pa.concat_tables(parts) if parts else pa.table({name: [] for name in names})

    def of_source(self, source: int, until: int) -> Whole:
        """Return the keys that a source told something of until a moment."""
        path = self._folder / self.manifest.tables["sources"]
        found = pq.read_table(path, filters=[("source", "=", source)])
        return np.asarray(found["key"].to_numpy())[in_micros(found["first"]) <= until]

    def rows(
        self, file: str, kind: int, refs: Sequence[int] | None, columns: Sequence[str]
    ) -> pa.Table:
        """Read some columns of just the rows of a kind and its refs."""
        spans = list(self._spans(file, kind, refs))
        footer, ends = self._footer(file)
        groups = sorted(
            {group for start, stop in spans for group in range(*_groups(ends, start, stop))}
        )
        held = pq.ParquetFile(self._folder / file, metadata=footer)
        # Months are read side by side already; what lies in one file is read column by column.
        is_alone = file in self.manifest.tables.values()
        read = held.read_row_groups(groups, columns=list(columns), use_threads=is_alone)
        starts = np.concatenate([[0], ends])[groups]
        sizes = np.diff(np.concatenate([[0], ends]))[groups]
        places = np.concatenate([[0], np.cumsum(sizes)])
        parts = []
        for start, stop in spans:
            place = int(np.searchsorted(starts, start, side="right")) - 1
            parts.append(read.slice(int(places[place] + start - starts[place]), stop - start))
        return pa.concat_tables(parts) if parts else read.slice(0, 0)

    def many(self, file: str, kind: int, refs: Sequence[int] | None) -> int:
        """Return how many rows of a kind and its refs a file has."""
        return sum(stop - start for start, stop in self._spans(file, kind, refs))

    def _spans(self, file: str, kind: int, refs: Sequence[int] | None) -> Iterator[tuple[int, int]]:
        """Yield from which row to which the facts of a kind and its refs lie, in order."""
        if file not in self._ranges:
            return
        kinds, held, starts, rows = self._ranges[file]
        low, high = np.searchsorted(kinds, [kind, kind + 1])
        if refs is None:
            if low < high:
                yield int(starts[low]), int(starts[high - 1] + rows[high - 1])
            return
        mine = held[low:high]
        for ref in sorted(refs):
            place = int(np.searchsorted(mine, ref))
            if place < len(mine) and mine[place] == ref:
                yield int(starts[low + place]), int(starts[low + place] + rows[low + place])

    def _footer(self, file: str) -> tuple[pq.FileMetaData, Whole]:
        """Return what stands at the end of a file, and where each of its groups of rows ends."""
        if file not in self._footers:
            read = pq.read_metadata(self._folder / file)
            sizes = [read.row_group(number).num_rows for number in range(read.num_row_groups)]
            self._footers[file] = read, np.cumsum(sizes)
        return self._footers[file]


def in_micros(column: pa.ChunkedArray) -> Whole:
    """Return moments in microseconds since 1970."""
    return np.asarray(column.cast(pa.timestamp("us")).cast(pa.int64()).to_numpy())


def _ranges(path: Path) -> dict[str, tuple[Whole, ...]]:
    """Read where each kind and ref lies, by file; the table is in that order."""
    read = pq.read_table(path, read_dictionary=["file"])
    files = read["file"].unify_dictionaries().combine_chunks()
    columns = [np.asarray(read[name].to_numpy()) for name in ("kind", "ref", "start", "rows")]
    if not len(read):
        return {}
    numbers = (files.chunk(0) if isinstance(files, pa.ChunkedArray) else files).indices.to_numpy()
    begin = np.flatnonzero(np.diff(numbers, prepend=-1))
    names = read["file"].take(begin).cast(pa.string()).to_pylist()
    return {
        name: tuple(column[start:stop].copy() for column in columns)
        for name, start, stop in zip(names, begin, [*begin[1:], len(read)], strict=True)
    }


def _groups(ends: Whole, start: int, stop: int) -> tuple[int, int]:
    first = int(np.searchsorted(ends, start, side="right"))
    return first, int(np.searchsorted(ends, stop, side="left")) + 1
