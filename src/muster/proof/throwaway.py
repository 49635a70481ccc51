"""A throw-away installation: its own home, its own PostgreSQL, gone when the process ends.

Loaded as a pytest plugin it gives every test run one; replays and benches call ``prepare`` themselves.
A migrated, empty cluster is kept aside and copied, since migrating takes longer than most tests.
"""

import atexit
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

MARK, WORKER = "MUSTER_THROW_AWAY_HOME", "MUSTER_THROW_AWAY_WORKER"
_KEPT = 2  # migrated clusters kept aside: this state of the migrations and the one before
_PACKAGE = Path(__file__).resolve().parent.parent


def prepare() -> Path:
    """Make the installation and point this process and its children at it; returns its home.

    Must run before Django's settings are read. A child that inherits one uses it.
    """
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    # Each parallel test worker has a server of its own: an open transaction of one would hold back
    # what waits for older transactions in the other.
    if MARK in os.environ and os.environ.get(WORKER, "") == worker:
        return Path(os.environ[MARK])
    home = Path(tempfile.mkdtemp(prefix="muster-"))
    # Registered before the server's own clean-up, so that it runs after it.
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    _end_tidily_when_told()
    for name in (
        "MUSTER_DATABASE_URL_WEB",
        "MUSTER_DATABASE_URL_MACHINE",
        "MUSTER_SMTP_URL",
        "MUSTER_SMS_URL",
        "MUSTER_BLUESKY_URL",
        "MUSTER_MASTODON_URL",
    ):
        os.environ.pop(name, None)
    os.environ |= {
        MARK: str(home),
        WORKER: worker,
        "MUSTER_HOME": str(home),
        "MUSTER_THROW_AWAY": "1",
        "MUSTER_DATABASE_ROLE": "owner",
    }
    aside = _aside()
    if aside.exists():
        _copy(aside, home / "postgres")
        _start(home)
    else:
        _make(home, aside)
    return home


def _end_tidily_when_told() -> None:
    """Without this a SIGTERM would leave the database server behind."""
    in_main = threading.current_thread() is threading.main_thread()
    if in_main and signal.getsignal(signal.SIGTERM) == signal.SIG_DFL:
        signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))


def _make(home: Path, aside: Path) -> None:
    """Begin from nothing, migrate, and keep a copy for the next run."""
    server = _start(home, fresh=True)
    subprocess.run(
        [sys.executable, "-m", "muster.config.cli", "migrate", "--verbosity", "0"], check=True
    )
    server.stop()
    aside.parent.mkdir(mode=0o755, exist_ok=True)
    draft = aside.with_name(f"{aside.name}.{os.getpid()}")
    _copy(home / "postgres", draft)
    _tidy(aside.parent)
    try:
        draft.rename(aside)
    except OSError:
        # Another run was first; its copy is as good.
        shutil.rmtree(draft, ignore_errors=True)
    server.ensure_postgres_running()


def _start(home: Path, *, fresh: bool = False) -> Any:
    import psycopg

    from muster.config import embedded

    server = embedded.server(home / "postgres", remove=home)
    durable = "on" if os.environ.get("MUSTER_DURABLE") == "1" else "off"
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        if fresh:
            connection.execute(embedded.roles_sql())
            embedded.tune(connection)
            connection.execute("ALTER ROLE muster_owner LOGIN CREATEDB")
            connection.execute(
                "CREATE DATABASE muster OWNER muster_owner TEMPLATE template0 ENCODING 'UTF8'"
            )
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            connection.execute(f"ALTER SYSTEM SET {setting} = {durable}".encode())
        # Tests take back what the triggers of an append-only table would keep.
        connection.execute("GRANT SET ON PARAMETER session_replication_role TO muster_owner")
        connection.execute("SELECT pg_reload_conf()")
    socket = server.get_postmaster_info().socket_dir
    os.environ["MUSTER_DATABASE_URL"] = f"postgresql://muster_owner@/muster?host={socket}"
    return server


def _aside() -> Path:
    """Where the migrated cluster for exactly these migrations is kept."""
    digest = hashlib.sha256(sys.version.encode())
    files = [
        *_PACKAGE.glob("*/migrations/*.py"),
        *_PACKAGE.glob("places/data/*"),
        *_PACKAGE.glob("config/*.sql"),
    ]
    lock = _PACKAGE.parent.parent / "requirements.lock"
    for path in sorted([*files, *([lock] if lock.exists() else [])]):
        digest.update(path.read_bytes())
    folder = Path(tempfile.gettempdir()) / f"muster-migrated-{os.geteuid()}"
    return folder / digest.hexdigest()[:20]


def _copy(source: Path, target: Path) -> None:
    # With owners and modes: PostgreSQL refuses a folder that others could read.
    subprocess.run(["cp", "-a", str(source), str(target)], check=True)
    for stale in ("postmaster.pid", ".handle_pids.json", "log"):
        (target / stale).unlink(missing_ok=True)


def _tidy(folder: Path) -> None:
    kept = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in kept[_KEPT:]:
        shutil.rmtree(old, ignore_errors=True)


def pytest_addoption() -> None:
    """Prepare as early as pytest lets a plugin act: before its Django plugin reads the settings."""
    prepare()
