"""Facts of some keys as columns, or what they sum up to, and how such sums are added to each other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from muster.audiences.lake.records import Mask, Whole, narrow

# Sums of keys are put together in a place for each key where the keys are no sparser than one in so many.
_SPARSE: Final = 16
NOTHING: Final = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class Rows:
    """Facts of some keys, or their sums. What nobody asked for is empty.

    ``times`` are None where each row is one fact.
    """

    keys: Whole
    times: Whole | None = None
    amount: Whole = field(default_factory=lambda: NOTHING)
    # The moment of each fact, or of the last one.
    at: Whole = field(default_factory=lambda: NOTHING)

    @property
    def nbytes(self) -> int:
        held = (self.keys, self.amount, self.at, *(() if self.times is None else (self.times,)))
        return sum(one.nbytes for one in held)

    def where(self, inside: Mask) -> "Rows":
        """Return those rows for which something holds."""
        mine = np.flatnonzero(inside)
        every = (self.times, self.amount, self.at)
        times, amount, at = (
            one.take(mine) if one is not None and len(one) else one for one in every
        )
        return Rows(self.keys.take(mine), times, _told(amount), _told(at))


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
    amount = _sums(rows.amount[order], first) if len(rows.amount) else NOTHING
    return Rows(keys[first], None if times is None else narrow(times), amount)


def added(parts: Sequence[Rows]) -> Rows:
    """Add sums of keys to each other; a key stands in each part at most once."""
    if len(parts) == 1:
        return parts[0]
    top = max((int(part.keys.max(initial=-1)) for part in parts), default=-1) + 1
    if sum(len(part.keys) for part in parts) * _SPARSE < top:
        return per_key(joined(parts))
    there, times, amount = np.zeros(top, np.bool_), NOTHING, NOTHING
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
        amount[keys] if len(amount) else NOTHING,
    )


def joined(parts: Iterable[Rows]) -> Rows:
    """Put parts of the same shape one after the other."""
    told = [part for part in parts if len(part.keys)]
    if not told:
        return Rows(NOTHING)
    times = [part.times for part in told if part.times is not None]
    return Rows(
        np.concatenate([part.keys for part in told]),
        np.concatenate(times) if times else None,
        np.concatenate([part.amount for part in told]),
        np.concatenate([part.at for part in told]),
    )


def _sums(values: Whole, first: Whole) -> Whole:
    found: Whole = np.add.reduceat(values, first, dtype=np.int64) if len(first) else NOTHING
    return found


def _told(column: Whole | None) -> Whole:
    return NOTHING if column is None else column
