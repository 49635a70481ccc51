"""Rows out of PostgreSQL as columns, through ADBC: two million a second instead of a hundred thousand."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa
from adbc_driver_postgresql import dbapi
from django.db import connection

from muster.audiences.world import CHANNEL_OF
from muster.people.suppressing import address_mac

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
        "SELECT s.channel, s.purpose, k.person_id AS person, k.id AS key FROM people_consentstate s"
        " JOIN people_identitykey k ON k.id = s.key_id"
        " WHERE s.state = 'granted' AND k.person_id IS NOT NULL ORDER BY 1, 2, 3, 4"
    ),
}
_SHUT: Final = (
    "SELECT s.channel, k.id AS key FROM people_suppression s JOIN people_identitykey k"
    " ON k.address_mac = s.address_mac"
    " WHERE (s.channel, k.kind) IN (('email', 'email'), ('sms', 'phone'))"
)
_MACS: Final = (
    "SELECT ('x' || encode(convert_to(left(address_mac, 8), 'UTF8'), 'hex'))::bit(64)::bigint AS mac, id AS key"
    " FROM people_identitykey WHERE address_mac IS NOT NULL AND person_id IS NOT NULL"
)
# Keys from before fingerprints were kept beside them: theirs are made here.
_UNMADE: Final = (
    "SELECT id, kind, value FROM people_identitykey WHERE address_mac IS NULL"
    " AND kind IN ('email', 'phone')"
)
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

    def closed(self) -> tuple[pa.Table, pa.Table]:
        """Read by channel the keys nothing may go to, and the beginning of every address’s fingerprint."""
        shut, macs = self._read(_SHUT).read_all(), self._read(_MACS).read_all()
        made = {
            key: (CHANNEL_OF[kind], address_mac(kind, value))
            for key, kind, value in self._rows(_UNMADE)
        }
        gone = (
            set(self._rows("SELECT channel, address_mac FROM people_suppression")) if made else ()
        )
        late = {key: one for key, one in made.items() if one in gone}
        more_shut = {"channel": [one[0] for one in late.values()], "key": list(late)}
        more_macs = {"mac": [start_of(one[1]) for one in made.values()], "key": list(made)}
        return (
            pa.concat_tables([shut, pa.table(more_shut, shut.schema)]).sort_by(
                [("channel", "ascending"), ("key", "ascending")]
            ),
            pa.concat_tables([macs, pa.table(more_macs, macs.schema)]).sort_by("mac"),
        )

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
        return self._cursor.fetch_record_batch()

    def _rows(self, sql: str) -> list[tuple[Any, ...]]:
        self._cursor.execute(sql)
        found: list[tuple[Any, ...]] = self._cursor.fetchall()
        return found


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
