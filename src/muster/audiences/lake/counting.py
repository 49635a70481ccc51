"""What facts say of identity keys, month by month: how often, how much, and when.

A month that is over lies in a file that never changes, so what its facts sum up to is kept, for all months that
lie wholly inside a window together. Only the month that a window begins in is looked through fact by fact, and
kept as facts, so that a window that moves on with the clock reads nothing again.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from os import cpu_count
from typing import Final, Literal

import numpy as np

from muster.audiences.lake.keeping import Kept
from muster.audiences.lake.layout import LATE, Manifest, Month, plain
from muster.audiences.lake.reading import Months, amounts, has, in_micros, numbers, stands
from muster.audiences.lake.records import Mask, Whole, narrow
from muster.audiences.lake.rows import NOTHING, Rows, added, joined, per_key
from muster.audiences.lake.totals import Totals

_FORK: Final = ThreadPoolExecutor(cpu_count() or 1, thread_name_prefix="lake")
# So many facts are summed up before they are kept.
_MANY: Final = 2_000_000
# Sums that nobody kept yet are only read where the months of a window hold at least one in so many of their rows.
_LONGER: Final = 4
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


class Counting:
    """Answers over one state of the lake, as far as its facts had happened when it was built.

    ``kept`` may be shared with the state before and after: answers go by the names of files, which never come again.
    """

    def __init__(self, months: Months, kept: Kept[Rows]) -> None:
        self._months = months
        self._manifest: Manifest = months.manifest
        self._horizon = self._manifest.horizon
        self._kept = kept
        self._totals = Totals(months, kept)

    def rows(self, ask: Ask) -> list[Rows]:
        """Return how often and how much in parts that add up, or each fact."""
        since = plain(ask.since) if ask.since else ""
        if ask.is_bare and not since:
            return [self._totals.rows(ask.kind, ask.money, ask.wanted)]
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
        if ask.is_bare and not since:
            return [self._totals.rows(ask.kind, ask.money)]
        if not ask.is_bare or not self._totals_are_shorter(ask, since):
            return self.rows(ask)
        found = self._totals.rows(ask.kind, ask.money, "latest")
        return [Rows(found.keys.take(np.flatnonzero(found.at > _micro(since))))]

    def _totals_are_shorter(self, ask: Ask, since: str) -> bool:
        months = [month.file for month in self._manifest.months if month.latest > since]
        rows = sum(self._months.many(file, ask.kind, ask.refs) for file in months)
        return self._totals.many(ask.kind) < rows * _LONGER

    def _is_sealed(self, month: Month) -> bool:
        """Tell whether a month’s file will stay: the files of others are exchanged when facts are folded in."""
        return month.name not in {LATE, ""} and month.name < self._horizon[:7]

    def _together(self, months: Sequence[Month], ask: Ask) -> Rows:
        """Return the facts of whole months; where they are very many and nobody asks for each, their sums."""
        files = tuple(month.file for month in months)

        def read() -> Rows:
            rows = sum(self._months.many(file, ask.kind, ask.refs) for file in files)
            if ask.wanted == "each" or rows < _MANY:
                return joined(self._forked(months, self._facts, ask))
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
        wanted = columns + (["moment"] if has_moment else []) + (["currency"] if ask.money else [])
        rows = self._months.rows(month.file, ask.kind, ask.refs, wanted)
        found = Rows(
            narrow(numbers(rows["key"])),
            amount=amounts(rows["amount"]) if "amount" in columns else NOTHING,
            at=in_micros(rows["moment"]) if has_moment else NOTHING,
        )
        if is_narrowed or ask.money:
            fits = np.ones(len(found.keys), np.bool_)
            fits &= stands(rows["currency"], ask.money) if ask.money else True
            fits &= has(rows["amount"]) if is_narrowed else True
            fits &= True if ask.least is None else found.amount >= ask.least
            fits &= True if ask.most is None else found.amount <= ask.most
            found = found.where(fits)
        return found if ask.wanted == "amount" else replace(found, amount=NOTHING)

    def _inside(self, moments: Whole, since: str) -> Mask:
        inside: Mask = moments <= _micro(self._horizon)
        return inside & (moments > _micro(since)) if since else inside


def _micro(moment: str) -> int:
    return int(np.datetime64(moment, "us").astype(np.int64))
