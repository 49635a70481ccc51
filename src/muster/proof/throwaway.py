"""A throw-away installation: its own home, its own PostgreSQL, gone when the process ends.

Loaded as a pytest plugin it gives every test run one; replays and benches call ``prepare`` themselves.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

MARK = "MUSTER_THROW_AWAY_HOME"


def prepare() -> Path:
    """Make the installation and point this process and its children at it; returns its home.

    Must run before Django's settings are read. A child that inherits one uses it.
    """
    if MARK in os.environ:
        return Path(os.environ[MARK])
    home = Path(tempfile.mkdtemp(prefix="muster-"))
    os.environ |= {
        MARK: str(home),
        "MUSTER_HOME": str(home),
        "MUSTER_THROW_AWAY": "1",
        "MUSTER_DATABASE_ROLE": "owner",
        "MUSTER_DATABASE_URL": _database(home),
    }
    for name in ("MUSTER_DATABASE_URL_WEB", "MUSTER_DATABASE_URL_MACHINE", "MUSTER_SMTP_URL"):
        os.environ.pop(name, None)
    return home


def _database(home: Path) -> str:
    import psycopg

    from muster.config import embedded

    # Registered before the server's own clean-up, so that it runs after it.
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    server = embedded.get_server(home / "postgres", cleanup_mode="stop")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute(embedded.roles_sql())
        connection.execute("ALTER ROLE muster_owner LOGIN CREATEDB")
        connection.execute(
            "CREATE DATABASE muster OWNER muster_owner TEMPLATE template0 ENCODING 'UTF8'"
        )
        for setting in ("fsync = off", "full_page_writes = off", "synchronous_commit = off"):
            if os.environ.get("MUSTER_DURABLE") != "1":
                connection.execute(f"ALTER SYSTEM SET {setting}".encode())
        connection.execute("SELECT pg_reload_conf()")
    socket = server.get_postmaster_info().socket_dir
    return f"postgresql://muster_owner@/muster?host={socket}"


def pytest_addoption() -> None:
    """Prepare as early as pytest lets a plugin act: before its Django plugin reads the settings."""
    prepare()
