"""Facts whose time is over: counted and let go month by month, a whole month at once where all of it goes.

Only the retention of the organisation may ask for it; what a fact of another kind said stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from django.db import OperationalError, connection, transaction

from muster.activity import dictionary
from muster.kit.erasing import erasing

_BEGINNING: Final = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts of these kinds; none named is all. ``among`` is a query for the keys they hang on."""

    kinds: tuple[str, ...] = ()
    among: str = ""

    def oldest(self) -> datetime | None:
        """When the first of them happened. One month is looked at after the other, the oldest first."""
        for lower, upper in _months():
            found: datetime | None = self._one("min(f.at)", lower, upper)
            if found is not None:
                return found
        return None

    def count(self, before: datetime) -> int:
        """How many are older."""
        return int(self._one("count(*)", _BEGINNING, before))

    def drop(self, before: datetime, limit: int) -> int:
        """Let go of some that are older, at most ``limit`` unless a whole month can go. Returns how many."""
        for lower, upper in _months():
            if lower >= before:
                break
            if not self.among and upper <= before and (gone := _whole_month(lower, self.kinds)):
                return gone
            if gone := self._some(lower, min(upper, before), limit):
                return gone
        return 0

    def _some(self, lower: datetime, upper: datetime, limit: int) -> int:
        where, values = self._where(lower, upper)
        sql = (
            "DELETE FROM activity_fact d USING"
            f" (SELECT f.id, f.at FROM activity_fact f WHERE {where} LIMIT %s) AS f"
            " WHERE d.id = f.id AND d.at = f.at AND d.at >= %s AND d.at < %s"
        )
        with transaction.atomic(), erasing(), connection.cursor() as cursor:
            cursor.execute(sql, [*values, limit, lower, upper])
            return int(cursor.rowcount)

    def _one(self, what: str, lower: datetime, upper: datetime) -> Any:
        where, values = self._where(lower, upper)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {what} FROM activity_fact f WHERE {where}", values)
            return cursor.fetchone()[0]

    def _where(self, lower: datetime, upper: datetime) -> tuple[str, list[Any]]:
        where = "f.at >= %s AND f.at < %s"
        values: list[Any] = [lower, upper]
        if self.kinds:
            where += " AND f.kind_id = ANY(%s)"
            values.append(_numbers(self.kinds))
        if self.among:
            where += f" AND f.key_id IN ({self.among})"
        return where, values


def drop_empty_months(*, before: datetime) -> list[date]:
    """Take away the partitions of months before ``before`` in which nothing is left."""
    whole = [lower for lower, upper in _months() if lower > _BEGINNING and upper <= before]
    return [lower.date() for lower in whole if _dropped(lower, []) is not None]


def _whole_month(lower: datetime, kinds: Sequence[str]) -> int:
    """How many went with a month of nothing else; 0 where the month holds other facts or is in use."""
    return 0 if lower == _BEGINNING or not kinds else _dropped(lower, _numbers(kinds)) or 0


def _dropped(lower: datetime, kinds: list[int]) -> int | None:
    try:
        with transaction.atomic(), erasing(), connection.cursor() as cursor:
            cursor.execute("SELECT activity_drop_month(%s, %s)", [lower.date(), kinds])
            gone: int | None = cursor.fetchone()[0]
            return gone
    except OperationalError:
        # Somebody reads the month at this moment; its rows go one by one, the table another night.
        return None


def _numbers(kinds: Sequence[str]) -> list[int]:
    return list(dictionary.numbers("activity_kind", kinds).values())


def _months() -> Iterator[tuple[datetime, datetime]]:
    """The months that have a partition, and before them whatever lies in none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT substring(c.relname FROM '[0-9]{4}_[0-9]{2}$') FROM pg_inherits i"
            " JOIN pg_class c ON c.oid = i.inhrelid"
            " WHERE i.inhparent = 'activity_fact'::regclass AND c.relname <> 'activity_fact_default'"
            " ORDER BY 1"
        )
        names = [name for (name,) in cursor.fetchall() if name]
    starts = [datetime(int(name[:4]), int(name[5:]), 1, tzinfo=UTC) for name in names]
    lower = _BEGINNING
    for start in starts:
        if lower < start:
            yield lower, start
        lower = datetime(start.year + start.month // 12, start.month % 12 + 1, 1, tzinfo=UTC)
        yield start, lower
