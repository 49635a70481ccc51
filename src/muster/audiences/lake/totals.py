"""The sums of all months of a kind of fact, column by column: no question needs all of them, and many need the same."""

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
import pyarrow as pa

from muster.audiences.lake.keeping import Kept
from muster.audiences.lake.reading import Months, amounts, in_micros, numbers, stands
from muster.audiences.lake.records import Whole, narrow
from muster.audiences.lake.rows import NOTHING, Rows

_READ: Final[Mapping[str, Callable[[pa.ChunkedArray], Whole]]] = {
    "key": lambda column: narrow(numbers(column)),
    "times": lambda column: narrow(numbers(column)),
    "amount": amounts,
    "latest": in_micros,
}


class Totals:
    """The sums of one state of the lake, until it was built."""

    def __init__(self, months: Months, kept: Kept[Rows]) -> None:
        self._months = months
        self._file = months.manifest.tables["totals"]
        self._kept = kept

    def rows(self, kind: int, money: str | None, *columns: str) -> Rows:
        """Return the keys of a kind, in one currency or any, and of their columns only what is asked for."""
        mine = None if money is None else self._of_money(kind, money)

        def column(name: str) -> Whole:
            held = self._column(kind, name)
            return held if mine is None else held.take(mine)

        return Rows(
            column("key"),
            column("times") if "times" in columns else None,
            column("amount") if "amount" in columns else NOTHING,
            column("latest") if "latest" in columns else NOTHING,
        )

    def many(self, kind: int) -> int:
        """Return how many rows a kind has."""
        return self._months.many(self._file, kind, None)

    def _column(self, kind: int, name: str) -> Whole:
        def read() -> Rows:
            return Rows(_READ[name](self._months.rows(self._file, kind, None, [name])[name]))

        return self._kept.get(("totals", self._file, kind, name), read).keys

    def _of_money(self, kind: int, money: str) -> Whole:
        def read() -> Rows:
            held = self._months.rows(self._file, kind, None, ["currency"])["currency"]
            return Rows(np.flatnonzero(stands(held, money)))

        return self._kept.get(("totals", self._file, kind, "currency", money), read).keys
