"""What facts say of identity keys, month by month: how often, how much, and when.

A month that is over lies in a file that never changes, so what its facts sum up to is kept, for all months that
lie wholly inside a window together. Only the month that a window begins in is looked through fact by fact, and
kept as facts, so that a window that moves on with the clock reads nothing again.
"""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime
from os import cpu_count
from typing import Final, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from muster.audiences.lake.keeping import Kept
from muster.audiences.lake.layout import LATE, Manifest, Month, plain
from muster.audiences.lake.reading import Months, in_micros
from muster.audiences.lake.records import Mask, Whole, narrow

_FORK: Final = ThreadPoolExecutor(cpu_count() or 1, thread_name_prefix="lake")
# Sums of keys are put together in a place for each key where the keys are no sparser than one in so many.
_SPARSE: Final = 16
# So many facts are summed up before they are kept.
_MANY: Final = 2_000_000
# Sums that nobody kept yet are only read where the months of a window hold at least one in so many of their rows.
_LONGER: Final = 4
_NOTHING: Final = np.zeros(0, np.int64)
Wanted = Literal["times", "amount", "each"]


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
    # How often, the sum of their amounts, or each fact and its moment by itself.
    wanted: Wanted = "times"

    @property
    def is_bare(self) -> bool:
        """Whether the sums of all months know something of it: nothing is asked of the facts themselves."""
        return (self.refs, self.least, self.most) == (None, None, None) and self.wanted != "each"


@dataclass(frozen=True, slots=True)
class Rows:
    """Facts of some keys, or their sums. What nobody asked for is empty.

    ``times`` are None where each row is one fact.
    """

    keys: Whole
    times: Whole | None = None
    amount: Whole = field(default_factory=lambda: _NOTHING)
    # The moment of each fact, or of the last one.
    at: Whole = field(default_factory=lambda: _NOTHING)

    @property
    def nbytes(self) -> int:
        held = (self.keys, self.amount, self.at, *(() if self.times is None else (self.times,)))
        return sum(one.nbytes for one in held)

    def where(self, inside: Mask) -> "Rows":
        """Return those rows for which something holds."""
        every = (self.times, self.amount, self.at)
        times, amount, at = (one[inside] if one is not None and len(one) else one for one in every)
        return Rows(self.keys[inside], times, _told(amount), _told(at))


class Counting:
    """Answers over one state of the lake, as far as its facts had happened when it was built.

    ``kept`` may be shared with the state before and after: answers go by the names of files, which never come again.
    """

    def __init__(self, months: Months, kept: Kept[Rows]) -> None:
        self._months = months
        self._manifest: Manifest = months.manifest
        self._horizon = self._manifest.horizon
        self._kept = kept

    def rows(self, ask: Ask) -> list[Rows]:
        """Return how often and how much in parts that add up, or each fact."""
        since = plain(ask.since) if ask.since else ""
        if ask.is_bare and not since:
            return [self._totals(ask)]
        touched = [month for month in self._manifest.months if month.latest > since]
        edges = [one for one in touched if one.first <= since or one.latest > self._horizon]
        whole = [one for one in touched if one not in edges]
        sealed = [one for one in whole if self._is_sealed(one)]
        bare = replace(ask, since=None)
        parts = [self._together(sealed, bare)] if sealed else []
        rest = [one for one in whole if one not in sealed]
        parts += _FORK.map(lambda month: self._together([month], bare), rest)
        return parts + [
            found.where(self._inside(found.at, since))
            for found in _FORK.map(lambda month: self._each(month, bare), edges)
        ]

    def since(self, ask: Ask) -> list[Rows]:
        """Return the keys that did it at all since its window began."""
        since = plain(ask.since) if ask.since else ""
        if not since or not ask.is_bare or not self._totals_are_shorter(ask, since):
            return self.rows(ask)
        found = self._totals(ask)
        return [Rows(found.keys[found.at > _micro(since)])]

    def _totals_are_shorter(self, ask: Ask, since: str) -> bool:
        months = [month.file for month in self._manifest.months if month.latest > since]
        rows = sum(self._months.many(file, ask.kind, ask.refs) for file in months)
        return self._months.many(self._manifest.tables["totals"], ask.kind, None) < rows * _LONGER

    def _is_sealed(self, month: Month) -> bool:
        """Tell whether a month’s file will stay: the files of others are exchanged when facts are folded in."""
        return month.name not in {LATE, ""} and month.name < self._horizon[:7]

    def _totals(self, ask: Ask) -> Rows:
        """Return the sums of all months: how often, the last moment and, if it is asked for, the amount."""
        file = self._manifest.tables["totals"]
        columns = ["key", *(["amount"] if ask.wanted == "amount" else ["times", "latest"])]

        def read() -> Rows:
            rows = self._read(file, replace(ask, refs=None), columns)
            keys = narrow(_numbers(rows["key"]))
            if ask.wanted == "amount":
                return Rows(keys, amount=_amounts(rows["amount"]))
            return Rows(keys, narrow(_numbers(rows["times"])), at=in_micros(rows["latest"]))

        return self._kept.get(("totals", file, replace(ask, since=None)), read)

    def _together(self, months: Sequence[Month], ask: Ask) -> Rows:
        """Return the facts of whole months; where they are very many and nobody asks for each, their sums."""
        files = tuple(month.file for month in months)

        def read() -> Rows:
            rows = sum(self._months.many(file, ask.kind, ask.refs) for file in files)
            if ask.wanted == "each" or rows < _MANY:
                return _joined(self._forked(months, self._facts, ask))
            return added(self._forked(months, self._sums, ask))

        return self._kept.get((files, ask), read)

    def _forked(
        self, months: Sequence[Month], read: Callable[[Month, Ask], Rows], ask: Ask
    ) -> list[Rows]:
        # One alone is read where it is asked for: who is a fork already must not wait for another.
        if len(months) == 1:
            return [read(months[0], ask)]
        return list(_FORK.map(lambda month: read(month, ask), months))

    def _sums(self, month: Month, ask: Ask) -> Rows:
        return per_key(self._facts(month, ask))

    def _each(self, month: Month, ask: Ask) -> Rows:
        like = replace(ask, wanted="each") if ask.wanted == "times" else ask
        return self._kept.get(
            ("each", month.file, like), lambda: self._facts(month, like, is_edge=True)
        )

    def _facts(self, month: Month, ask: Ask, *, is_edge: bool = False) -> Rows:
        has_moment = is_edge or ask.wanted == "each"
        is_narrowed = (ask.least, ask.most) != (None, None)
        columns = ["key"] + (["amount"] if ask.wanted == "amount" or is_narrowed else [])
        rows = self._read(month.file, ask, columns + (["moment"] if has_moment else []))
        found = Rows(
            narrow(_numbers(rows["key"])),
            amount=_amounts(rows["amount"]) if "amount" in columns else _NOTHING,
            at=in_micros(rows["moment"]) if has_moment else _NOTHING,
        )
        if is_narrowed:
            fits = _has(rows["amount"])
            fits &= True if ask.least is None else found.amount >= ask.least
            fits &= True if ask.most is None else found.amount <= ask.most
            found = found.where(fits)
        return found if ask.wanted == "amount" else replace(found, amount=_NOTHING)

    def _read(self, file: str, ask: Ask, columns: Sequence[str]) -> pa.Table:
        if ask.money is None:
            return self._months.rows(file, ask.kind, ask.refs, columns)
        rows = self._months.rows(file, ask.kind, ask.refs, [*columns, "currency"])
        return rows.filter(pc.equal(rows["currency"], ask.money))

    def _inside(self, moments: Whole, since: str) -> Mask:
        inside: Mask = moments <= _micro(self._horizon)
        return inside & (moments > _micro(since)) if since else inside


def per_key(rows: Rows) -> Rows:
    """Sum up rows of the same key. Moments are let go of."""
    if rows.times is None and not len(rows.amount):
        keys = np.sort(rows.keys)
        first = np.flatnonzero(np.diff(keys, prepend=-1))
        return Rows(keys[first], narrow(np.diff(first, append=len(keys))))
    order = np.argsort(rows.keys)
    keys = rows.keys[order]
    first = np.flatnonzero(np.diff(keys, prepend=-1))
    times = None if rows.times is None else _sums(rows.times[order], first)
    amount = _sums(rows.amount[order], first) if len(rows.amount) else _NOTHING
    return Rows(keys[first], None if times is None else narrow(times), amount)


def added(parts: Sequence[Rows]) -> Rows:
    """Add sums of keys to each other; a key stands in each part at most once."""
    if len(parts) == 1:
        return parts[0]
    top = max((int(part.keys.max(initial=-1)) for part in parts), default=-1) + 1
    if sum(len(part.keys) for part in parts) * _SPARSE < top:
        return per_key(_joined(parts))
    there, times, amount = np.zeros(top, np.bool_), _NOTHING, _NOTHING
    for part in parts:
        there[part.keys] = True
        if part.times is not None:
            times = times if len(times) else np.zeros(top, np.int64)
            times[part.keys] += part.times
        if len(part.amount):
            amount = amount if len(amount) else np.zeros(top, np.int64)
            amount[part.keys] += part.amount
    keys = np.flatnonzero(there)
    return Rows(
        narrow(keys),
        narrow(times[keys]) if len(times) else None,
        amount[keys] if len(amount) else _NOTHING,
    )


def _joined(parts: Iterable[Rows]) -> Rows:
    """Put parts of the same shape one after the other."""
    told = [part for part in parts if len(part.keys)]
    if not told:
        return Rows(_NOTHING)
    times = [part.times for part in told if part.times is not None]
    return Rows(
        np.concatenate([part.keys for part in told]),
        np.concatenate(times) if times else None,
        np.concatenate([part.amount for part in told]),
        np.concatenate([part.at for part in told]),
    )


def _sums(values: Whole, first: Whole) -> Whole:
    found: Whole = np.add.reduceat(values, first, dtype=np.int64) if len(first) else _NOTHING
    return found


def _numbers(column: pa.ChunkedArray) -> Whole:
    return np.asarray(column.to_numpy())


def _amounts(column: pa.ChunkedArray) -> Whole:
    return np.asarray(column.cast(pa.int64()).fill_null(0).to_numpy())


def _has(column: pa.ChunkedArray) -> Mask:
    return np.asarray(column.is_valid().to_numpy())


def _told(column: Whole | None) -> Whole:
    return _NOTHING if column is None else column


def _micro(moment: str) -> int:
    return int(np.datetime64(moment, "us").astype(np.int64))
