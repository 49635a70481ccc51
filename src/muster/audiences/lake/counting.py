"""How often something happened, per identity key, read from the few rows of each month that can tell.

Months are sorted by kind, ref, key and moment, and a table says where each kind and ref lies. So a question reads
its own rows and no others, and of a month that lies wholly inside its window it never reads the moments.
"""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from os import cpu_count
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from muster.audiences.lake.layout import Manifest, Month, plain
from muster.audiences.lake.records import Mask, Whole

# From so many rows on, summing into a place for every key is faster than sorting.
_MANY: Final = 200_000
_FORK: Final = ThreadPoolExecutor(cpu_count() or 1, thread_name_prefix="lake")


@dataclass(frozen=True, slots=True)
class Ask:
    """Which facts are meant: None means any. What lies at ``since`` or before is not meant."""

    kind: int
    refs: tuple[int, ...] | None = None
    money: str | None = None
    since: datetime | None = None
    # What each fact’s amount must at least, and may at most, be.
    least: int | None = None
    most: int | None = None
    # Whether sums and last moments are asked for besides how often, or each fact and its moment by itself.
    full: bool = False
    each: bool = False

    @property
    def is_total(self) -> bool:
        """Whether the sums of all months know the answer."""
        bare = (self.refs, self.since, self.least, self.most) == (None, None, None, None)
        return bare and not self.each


@dataclass(frozen=True, slots=True)
class Sums:
    """For each key how often, and if asked the sum and the last moment, in microseconds."""

    keys: Whole
    times: Whole
    amount: Whole
    latest: Whole

    @property
    def nbytes(self) -> int:
        return sum(one.nbytes for one in (self.keys, self.times, self.amount, self.latest))


class Months:
    """The facts of one state of the lake, as far as they had happened when it was built."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self._folder = folder
        self._manifest = manifest
        self._horizon = manifest.horizon
        ranges = pq.read_table(folder / manifest.tables["ranges"])
        files = np.asarray(ranges["file"].to_pylist(), dtype=object)
        columns = [np.asarray(ranges[name].to_numpy()) for name in ("kind", "ref", "start", "rows")]
        self._ranges = {
            file: tuple(column[files == file] for column in columns) for file in set(files)
        }
        self._footers: dict[str, tuple[pq.FileMetaData, Whole]] = {}

    def ahead(self) -> pa.Table:
        """Read the facts that were still to come when the lake was built."""
        late = [month for month in self._manifest.months if month.latest > self._horizon]
        after = np.datetime64(self._horizon, "us").item()
        names = ["kind", "ref", "key", "moment", "source", "amount", "currency"]
        parts = [
            pq.read_table(
                self._folder / month.file, columns=names, filters=[("moment", ">", after)]
            )
            for month in late
        ]
        return pa.concat_tables(parts) if parts else pa.table({name: [] for name in names})

    def sums(self, ask: Ask) -> Sums:
        """Sum up what is asked for."""
        if ask.is_total:
            return self._of_totals(ask)
        since = plain(ask.since) if ask.since else ""
        touched = [month for month in self._manifest.months if month.latest > since]
        return _summed(_FORK.map(lambda month: self._of_month(month, ask, since), touched), ask)

    def of_source(self, source: int, until: int) -> Whole:
        """Return the keys that a source told something of until a moment."""
        path = self._folder / self._manifest.tables["sources"]
        found = pq.read_table(path, filters=[("source", "=", source)])
        return np.asarray(found["key"].to_numpy())[_us(found["first"]) <= until]

    def _of_totals(self, ask: Ask) -> Sums:
        columns = ["key", "times"] + (["amount", "latest"] if ask.full else [])
        rows = self._rows(self._manifest.tables["totals"], ask, columns)
        if ask.money is not None:
            rows = rows.filter(pc.equal(rows["currency"], ask.money))
        return _summed([rows], ask)

    def _of_month(self, month: Month, ask: Ask, since: str) -> pa.Table:
        cut = month.first <= since or month.latest > self._horizon
        is_narrowed = (ask.least, ask.most) != (None, None)
        columns = ["key"] + (["amount"] if ask.full or is_narrowed else [])
        wants_moment = cut or ask.full or ask.each
        rows = self._rows(month.file, ask, columns + (["moment"] if wants_moment else []))
        if ask.money is not None:
            rows = rows.filter(pc.equal(rows["currency"], ask.money))
        if ask.least is not None:
            rows = rows.filter(pc.greater_equal(rows["amount"], ask.least))
        if ask.most is not None:
            rows = rows.filter(pc.less_equal(rows["amount"], ask.most))
        if cut and rows.num_rows:
            rows = rows.filter(pa.array(self._inside(_us(rows["moment"]), since)))
        wanted = {"key": "key"} | ({"amount": "amount"} if ask.full else {})
        wanted |= {"moment": "latest"} if ask.full or ask.each else {}
        return rows.select(list(wanted)).rename_columns(list(wanted.values()))

    def _inside(self, moments: Whole, since: str) -> Mask:
        inside: Mask = moments <= np.datetime64(self._horizon, "us").astype(np.int64)
        return inside & (moments > np.datetime64(since, "us").astype(np.int64)) if since else inside

    def _rows(self, file: str, ask: Ask, columns: Sequence[str]) -> pa.Table:
        """Read some columns of just the rows of a kind and its refs."""
        wanted = [*columns, *(["currency"] if ask.money is not None else [])]
        spans = list(self._spans(file, ask))
        footer, ends = self._footer(file)
        groups = sorted(
            {group for start, stop in spans for group in range(*_groups(ends, start, stop))}
        )
        held = pq.ParquetFile(self._folder / file, metadata=footer)
        read = held.read_row_groups(groups, columns=wanted, use_threads=False)
        starts = np.concatenate([[0], ends])[groups]
        sizes = np.diff(np.concatenate([[0], ends]))[groups]
        places = np.concatenate([[0], np.cumsum(sizes)])
        parts = []
        for start, stop in spans:
            place = int(np.searchsorted(starts, start, side="right")) - 1
            parts.append(read.slice(int(places[place] + start - starts[place]), stop - start))
        return pa.concat_tables(parts) if parts else read.slice(0, 0)

    def _spans(self, file: str, ask: Ask) -> Iterator[tuple[int, int]]:
        """Yield from which row to which the facts of a kind and its refs lie."""
        if file not in self._ranges:
            return
        kinds, refs, starts, rows = self._ranges[file]
        low, high = np.searchsorted(kinds, [ask.kind, ask.kind + 1])
        if ask.refs is None or file == self._manifest.tables["totals"]:
            if low < high:
                yield int(starts[low]), int(starts[high - 1] + rows[high - 1])
            return
        mine = refs[low:high]
        for ref in sorted(ask.refs):
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


def _groups(ends: Whole, start: int, stop: int) -> tuple[int, int]:
    first = int(np.searchsorted(ends, start, side="right"))
    return first, int(np.searchsorted(ends, stop, side="left")) + 1


def _summed(parts: Iterable[pa.Table], ask: Ask) -> Sums:
    rows = pa.concat_tables(list(parts) or [pa.table({"key": pa.array([], pa.int64())})])
    keys = np.asarray(rows["key"].to_numpy(), dtype=np.int64)
    if ask.each:
        nothing = np.zeros(0, np.int64)
        moments = _us(rows["latest"]) if "latest" in rows.column_names else nothing
        return Sums(_narrow(keys), nothing, nothing, moments)
    times = np.asarray(rows["times"].to_numpy()) if "times" in rows.column_names else None
    if not ask.full:
        return per_key(keys, times)
    if "amount" not in rows.column_names:
        return per_key(keys, times, np.zeros(0, np.int64), np.zeros(0, np.int64))
    amount = np.asarray(rows["amount"].cast(pa.int64()).fill_null(0).to_numpy())
    return per_key(keys, times, amount, _us(rows["latest"]))


def per_key(
    keys: Whole, times: Whole | None, amount: Whole | None = None, latest: Whole | None = None
) -> Sums:
    """Sum up rows of the same key."""
    if len(keys) > _MANY:
        counted = np.bincount(keys, times)
        found, place = np.flatnonzero(counted), keys
    else:
        found, place = np.unique(keys, return_inverse=True)
        counted = np.bincount(place, times, minlength=len(found))
    nothing = np.zeros(0, np.int64)
    sums, last = nothing, nothing
    if amount is not None and latest is not None:
        sums = np.zeros(len(counted), np.int64)
        np.add.at(sums, place, amount)
        last = np.full(len(counted), np.iinfo(np.int64).min)
        np.maximum.at(last, place, latest)
    if len(keys) > _MANY:
        counted, sums, last = (one[found] if len(one) else one for one in (counted, sums, last))
    return Sums(_narrow(found), _narrow(counted.astype(np.int64)), sums, last)


def _narrow(numbers: Whole) -> Whole:
    """Hold whole numbers in half the room where they fit."""
    return numbers.astype(np.int32) if numbers.max(initial=0) < 2**31 else numbers


def _us(column: pa.ChunkedArray) -> Whole:
    return np.asarray(column.cast(pa.timestamp("us")).cast(pa.int64()).to_numpy())
