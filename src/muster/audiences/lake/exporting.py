"""Rows out of PostgreSQL as columns, through ADBC: two million a second instead of a hundred thousand."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa
from adbc_driver_postgresql import dbapi
from django.db import connection

# Everything a definition asks of a person’s record; tombstones and joined records are nobody. Moments
# are UTC without saying so, since DuckDB knows no zones by itself.
TABLES: Final = {
    "people": (
        "SELECT id, region_id AS region, country, language, latitude, longitude,"
        " created_at AT TIME ZONE 'UTC' AS created_at"
        " FROM people_person WHERE erased_at IS NULL AND joined_into IS NULL ORDER BY id"
    ),
    "keys": (
        "SELECT id, person_id AS person, kind, source FROM people_identitykey"
        " WHERE person_id IS NOT NULL ORDER BY id"
    ),
    "traits": (
        "SELECT kind, value, person_id AS person, from_at AT TIME ZONE 'UTC' AS from_at,"
        " to_at AT TIME ZONE 'UTC' AS to_at FROM people_trait ORDER BY kind, value, person_id"
    ),
    "yes": (
        "SELECT s.channel, s.purpose, k.person_id AS person FROM people_consentstate s"
        " JOIN people_identitykey k ON k.id = s.key_id"
        " WHERE s.state = 'granted' AND k.person_id IS NOT NULL ORDER BY 1, 2, 3"
    ),
    "shut": (
        "SELECT s.channel, k.id AS key FROM people_suppression s JOIN people_identitykey k"
        " ON k.address_mac = s.address_mac WHERE (s.channel, k.kind) IN (('email', 'email'), ('sms', 'phone'))"
        " ORDER BY 1, 2"
    ),
}
_FACTS: Final = (
    "SELECT kind_id AS kind, coalesce(ref_id, 0) AS ref, key_id AS key,"
    " at AT TIME ZONE 'UTC' AS moment, source_id AS source, amount, currency"
)
_MONTHS: Final = (
    "SELECT c.relname::text FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
    " WHERE i.inhparent = 'activity_fact'::regclass ORDER BY c.relname"
)
_PART: Final = "activity_fact_"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One moment of the database: whatever is read through it belongs together."""

    xid: int
    _cursor: Any

    def table(self, name: str) -> pa.RecordBatchReader:
        """Read one table of people’s records."""
        return self._read(TABLES[name])

    def months(self) -> list[str]:
        """List the parts of the log, "2026-11" and such; "" is the part for everything else."""
        self._cursor.execute(_MONTHS)
        parts = [row[0].removeprefix(_PART) for row in self._cursor.fetchall()]
        return ["" if part == "default" else part.replace("_", "-") for part in parts]

    def facts(self, month: str) -> pa.RecordBatchReader:
        """Read the facts of one part that no running transaction can still add to."""
        part = _PART + (month.replace("-", "_") or "default")
        return self._read(f"{_FACTS} FROM {part} WHERE xid < '{self.xid}'::xid8")

    def _read(self, sql: str) -> pa.RecordBatchReader:
        self._cursor.execute(sql)
        return self._cursor.fetch_record_batch()


@contextmanager
def snapshot() -> Iterator[Snapshot]:
    """Open one moment of the database, with the role and address of this process."""
    with dbapi.connect(_address()) as opened, opened.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        yield Snapshot(cursor.fetchall()[0][0], cursor)


def _address() -> str:
    told = connection.get_connection_params()
    known = ("host", "port", "user", "password", "dbname", "options", "sslmode", "application_name")
    return " ".join(f"{name}='{_escaped(str(told[name]))}'" for name in known if told.get(name))


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "\\'")
