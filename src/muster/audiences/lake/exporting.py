"""Rows out of PostgreSQL as columns, through ADBC: two million a second instead of a hundred thousand."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from queue import SimpleQueue
from typing import Any, Final, TypeVar

import pyarrow as pa
from adbc_driver_postgresql import dbapi
from django.db import connection

from muster.audiences.world import CHANNEL_OF
from muster.people.suppressing import address_mac

# Everything a definition asks of a person’s record; tombstones and joined records are nobody. Whatever can be put
# in order or looked up afterwards is not asked of the database, which answers with one core.
TABLES: Final = {
    "people": (
        "SELECT id, region_id AS region, country, language, latitude, longitude, created_at"
        " FROM people_person WHERE erased_at IS NULL AND joined_into IS NULL"
    ),
    "keys": (
        "SELECT id, person_id AS person, kind, source, left(address_mac, 8) AS start"
        " FROM people_identitykey WHERE person_id IS NOT NULL"
    ),
    "traits": "SELECT kind, value, person_id AS person, from_at, to_at FROM people_trait",
    "yes": "SELECT channel, purpose, key_id AS key FROM people_consentstate WHERE state = 'granted'",
    "shut": (
        "SELECT s.channel, k.id AS key FROM people_suppression s JOIN people_identitykey k"
        " ON k.address_mac = s.address_mac"
        " WHERE (s.channel, k.kind) IN (('email', 'email'), ('sms', 'phone'))"
    ),
}
# Keys from before fingerprints were kept beside them: theirs are made here.
_UNMADE: Final = (
    "SELECT id, kind, value FROM people_identitykey WHERE address_mac IS NULL"
    " AND kind IN ('email', 'phone')"
)
_FACTS: Final = (
    "SELECT kind_id AS kind, coalesce(ref_id, 0) AS ref, key_id AS key, at AS moment,"
    " source_id AS source, amount, currency"
)
_MONTHS: Final = (
    "SELECT c.relname::text FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
    " WHERE i.inhparent = 'activity_fact'::regclass ORDER BY c.relname"
)
_PART: Final = "activity_fact_"
_MACS: Final = pa.schema([("mac", pa.int64()), ("key", pa.int64())])
_SHUT: Final = pa.schema([("channel", pa.string()), ("key", pa.int64())])
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One moment of the database: whatever is read through it belongs together."""

    xid: int
    _cursor: Any
    # Under which other connections see the same moment, as long as this one is open.
    _name: str

    @contextmanager
    def beside(self) -> Iterator["Snapshot"]:
        """Open the same moment in a connection of its own, so that another thread can read at the same time."""
        with _opened() as cursor:
            cursor.execute(f"SET TRANSACTION SNAPSHOT '{self._name}'")
            yield Snapshot(self.xid, cursor, self._name)

    def table(self, name: str) -> pa.RecordBatchReader:
        """Read one table of people’s records."""
        return self._read(TABLES[name])

    def unmade(self) -> tuple[pa.Table, pa.Table]:
        """Return the beginnings of the fingerprints that nobody made yet, and which of these are closed."""
        made = {
            key: (CHANNEL_OF[kind], address_mac(kind, value))
            for key, kind, value in self._rows(_UNMADE)
        }
        gone = (
            set(self._rows("SELECT channel, address_mac FROM people_suppression")) if made else ()
        )
        late = {key: one for key, one in made.items() if one in gone}
        macs = {"mac": [start_of(one[1]) for one in made.values()], "key": list(made)}
        shut = {"channel": [one[0] for one in late.values()], "key": list(late)}
        return pa.table(macs, _MACS), pa.table(shut, _SHUT)

    def months(self) -> list[str]:
        """List the parts of the log, "2026-11" and such; "" is the part for everything else."""
        return sorted(month_of(row[0]) for row in self._rows(_MONTHS))

    def facts(self, month: str) -> pa.RecordBatchReader:
        """Read the facts of one part that no running transaction can still add to."""
        part = _PART + (month.replace("-", "_") or "default")
        return self._read(f"{_FACTS} FROM {part} WHERE xid < '{self.xid}'::xid8")

    def facts_since(self, xid: int) -> pa.Table:
        """Read the facts that arrived from one watermark to this one."""
        return self._read(
            f"{_FACTS} FROM activity_fact WHERE xid >= '{xid}'::xid8 AND xid < '{self.xid}'::xid8"
        ).read_all()

    def removed_since(self, xid: int) -> bool:
        """Tell whether facts were taken out of the log since a watermark."""
        found = self._rows(f"SELECT FROM audiences_removed WHERE xid >= '{xid}'::xid8 LIMIT 1")
        return bool(found)

    def _read(self, sql: str) -> pa.RecordBatchReader:
        self._cursor.execute(sql)
        found: pa.RecordBatchReader = self._cursor.fetch_record_batch()
        return found.cast(pa.schema([_plain(field) for field in found.schema]))

    def _rows(self, sql: str) -> list[tuple[Any, ...]]:
        self._cursor.execute(sql)
        found: list[tuple[Any, ...]] = self._cursor.fetchall()
        return found


def _plain(field: pa.Field) -> pa.Field:
    """Let a moment not say that it is UTC, since DuckDB knows no zones by itself."""
    return field.with_type(pa.timestamp("us")) if pa.types.is_timestamp(field.type) else field


def month_of(part: str) -> str:
    """Return the month that a part of the log is for; "" is the part for everything else."""
    name = part.removeprefix(_PART)
    return "" if name == "default" else name.replace("_", "-")


def start_of(mac: str) -> int:
    """Return the first eight letters of a fingerprint as the whole number that PostgreSQL makes of them."""
    return int.from_bytes(mac[:8].encode(), "big", signed=True)


@contextmanager
def snapshot() -> Iterator[Snapshot]:
    """Open one moment of the database, with the role and address of this process."""
    with _opened() as cursor:
        cursor.execute(
            "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint, pg_export_snapshot()"
        )
        xid, name = cursor.fetchall()[0]
        yield Snapshot(xid, cursor, name)


class Readers:
    """Two who read one moment at the same time: the database answers a connection with one core.

    While one is busy with what it read, the other reads on. Each answers one question at a time, so whoever
    has readers asks the moment itself nothing.
    """

    def __init__(self, pool: ThreadPoolExecutor, *moments: Snapshot) -> None:
        self._pool = pool
        self._free: SimpleQueue[Snapshot] = SimpleQueue()
        for one in moments:
            self._free.put(one)

    def begin(self, work: Callable[[Snapshot], Result]) -> Future[Result]:
        """Have one thing read as soon as a connection is free."""
        return self._pool.submit(self._lent, work)

    def each(self, work: Callable[[str, Snapshot], Result]) -> list[Result]:
        """Read every part of the log, and return what came of each in the order of their names."""
        names = self.begin(Snapshot.months).result()
        begun = [self.begin(partial(work, name)) for name in names]
        return [one.result() for one in begun]

    def _lent(self, work: Callable[[Snapshot], Result]) -> Result:
        mine = self._free.get()
        try:
            return work(mine)
        finally:
            self._free.put(mine)


@contextmanager
def readers(moment: Snapshot) -> Iterator[Readers]:
    """Open a second connection beside the one of a moment, for as long as both read."""
    with moment.beside() as other, ThreadPoolExecutor(2, thread_name_prefix="lake") as pool:
        yield Readers(pool, moment, other)


@contextmanager
def _opened() -> Iterator[Any]:
    with dbapi.connect(_address()) as opened, opened.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield cursor


def _address() -> str:
    told = connection.get_connection_params()
    known = ("host", "port", "user", "password", "dbname", "options", "sslmode", "application_name")
    return " ".join(f"{name}='{_escaped(str(told[name]))}'" for name in known if told.get(name))


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "\\'")
