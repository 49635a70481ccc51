"""The months of one state of the lake, opened: just the rows of a kind and its refs, and no others.

Months are sorted by kind, ref and key, and a table says where each kind and ref lies.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from muster.audiences.lake.layout import Manifest
from muster.audiences.lake.records import Mask, Whole


class _Footer:
    """What stands at the end of a file, and where each of its groups of rows begins and ends."""

    def __init__(self, read: pq.FileMetaData) -> None:
        self.read = read
        sizes = [read.row_group(number).num_rows for number in range(read.num_row_groups)]
        self.ends: Whole = np.cumsum(sizes, dtype=np.int64)
        self.starts: Whole = self.ends - np.asarray(sizes, np.int64)

    def groups(self, start: int, stop: int) -> range:
        """Return which groups hold the rows from one to another."""
        first = int(np.searchsorted(self.ends, start, side="right"))
        return range(first, int(np.searchsorted(self.ends, stop, side="left")) + 1)

    def words(self, groups: Sequence[int], columns: Sequence[str]) -> list[str]:
        """Return the columns of words that all of these groups hold as numbers of words: these are read as such.

        The others hold no words at all, and a reader of Arrow’s cannot yet read both kinds alike.
        """
        if "currency" not in columns or not groups:
            return []
        place = self.read.schema.names.index("currency")
        held = (self.read.row_group(one).column(place).encodings for one in groups)
        return ["currency"] if all("RLE_DICTIONARY" in one for one in held) else []


class Months:
    """The facts of one state of the lake. Several threads may read at once."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self._folder = folder
        self.manifest = manifest
        self._ranges = _ranges(folder / manifest.tables["ranges"])
        self._footers: dict[str, _Footer] = {}

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
        footer = self._footer(file)
        groups = sorted({group for start, stop in spans for group in footer.groups(start, stop)})
        held = pq.ParquetFile(
            pa.OSFile(str(self._folder / file)),
            metadata=footer.read,
            read_dictionary=footer.words(groups, columns),
        )
        # Months are read side by side already; what lies in one file is read column by column.
        is_alone = file in self.manifest.tables.values()
        read = held.read_row_groups(groups, columns=list(columns), use_threads=is_alone)
        starts = footer.starts[groups]
        places = np.concatenate([[0], np.cumsum(footer.ends[groups] - starts)])
        parts = []
        for start, stop in spans:
            place = int(np.searchsorted(starts, start, side="right")) - 1
            parts.append(read.slice(int(places[place] + start - starts[place]), stop - start))
        if len(parts) == 1:
            return parts[0]
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

    def _footer(self, file: str) -> _Footer:
        if file not in self._footers:
            self._footers[file] = _Footer(pq.read_metadata(self._folder / file))
        return self._footers[file]


def in_micros(column: pa.ChunkedArray) -> Whole:
    """Return moments in microseconds since 1970."""
    return np.asarray(column.cast(pa.timestamp("us")).cast(pa.int64()).to_numpy())


def numbers(column: pa.ChunkedArray) -> Whole:
    """Return whole numbers, none of which is missing."""
    return np.asarray(column.to_numpy())


def amounts(column: pa.ChunkedArray) -> Whole:
    """Return amounts; a missing one counts as none."""
    return np.asarray(column.cast(pa.int64()).fill_null(0).to_numpy())


def has(column: pa.ChunkedArray) -> Mask:
    """Tell where something stands."""
    return np.asarray(column.is_valid().to_numpy())


def stands(column: pa.ChunkedArray, word: str) -> Mask:
    """Tell where a word stands, whether words are held as such or as numbers of words."""
    parts = [_stands(chunk, word) for chunk in column.chunks]
    return np.concatenate(parts) if parts else np.zeros(0, np.bool_)


def _stands(chunk: pa.Array, word: str) -> Mask:
    if not pa.types.is_dictionary(chunk.type):
        found = pc.equal(chunk, word).fill_null(False)
        return np.asarray(found.to_numpy(zero_copy_only=False))
    place = chunk.dictionary.index(word).as_py()
    held = chunk.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return np.asarray(held == place if place >= 0 else np.zeros(len(held), np.bool_))


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
