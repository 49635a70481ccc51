"""Ends an embedded PostgreSQL once nobody uses it any more, however its last user went.

Whoever uses a server holds a shared lock on a file beside its folder, which the system takes back at
any death, also by ``kill -9``. A keeper is a process of its own, out of reach of Ctrl-C in a terminal,
that waits until it can have the file alone. Run as a script: it must not import the rest of Muster.
"""

import atexit
import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import psutil

_PATIENCE = 60  # seconds for what PostgreSQL writes down before it ends
_LEAVING = 15  # seconds in which those end whose group was killed
_PROGRAMS = {"postgres", "pg_ctl", "initdb"}
# Where a cluster is made before it stands in its folder: beside it, with this and more in its name.
NEW = ".new."
_held: dict[Path, int] = {}


def hold(folder: Path, *, remove: Path | None = None) -> None:
    """Use the server of ``folder`` until this process ends; call it before starting the server.

    Waits while a server that nobody used is just ending. ``remove`` is a folder that goes with it.
    """
    if folder in _held:
        return
    users = _held[folder] = _open(folder, "users")
    fcntl.flock(users, fcntl.LOCK_SH)
    atexit.register(_let_go, folder, os.getpid())
    _have_a_keeper(folder, remove)


@contextlib.contextmanager
def alone(folder: Path, what: str) -> Iterator[None]:
    """Do something beside ``folder`` that no other process does at the same time."""
    place = _open(folder, what)
    try:
        fcntl.flock(place, fcntl.LOCK_EX)
        yield
    finally:
        os.close(place)


class InUse(Exception):
    """Somebody uses the server of a folder."""


@contextlib.contextmanager
def unused(folder: Path) -> Iterator[None]:
    """Do something while nobody uses the server of ``folder``, nor can begin to. Raises ``InUse``."""
    users, until = _open(folder, "users"), time.monotonic() + _LEAVING
    try:
        while True:
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise InUse from None
                time.sleep(0.1)
        yield
    finally:
        os.close(users)


def stop(folder: Path) -> None:
    """End what serves ``folder``, or is about to, and wait until it is gone."""
    until = time.monotonic() + _PATIENCE
    urge = signal.SIGINT  # to PostgreSQL: be quick, but leave everything in order
    told: set[tuple[int, int]] = set()
    while running := _serving(folder):
        if time.monotonic() > until:
            urge = signal.SIGQUIT
        for process in running:
            if (process.pid, urge) not in told:
                told.add((process.pid, urge))
                _tell(process, urge)
        psutil.wait_procs(running, timeout=0.1)


def _let_go(folder: Path, holder: int) -> None:
    if os.getpid() != holder:
        return  # a fork: the lock is its parent's
    users = _held.pop(folder)
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        # Either others use it, or somebody is just ending it: then wait until it has ended.
        fcntl.flock(users, fcntl.LOCK_SH)
    else:
        stop(folder)
    os.close(users)


def _have_a_keeper(folder: Path, remove: Path | None) -> None:
    place = _open(folder, "keeper")
    try:
        fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(place)
        return
    # The place is handed on with its lock, so there is never a second keeper, nor none.
    words = [
        sys.executable,
        "-P",
        __file__,
        str(folder),
        str(place),
        *([str(remove)] if remove else []),
    ]
    quiet = subprocess.DEVNULL
    _keepers.append(
        subprocess.Popen(
            words,
            pass_fds=[place],
            stdin=quiet,
            stdout=quiet,
            stderr=quiet,
            cwd="/",
            start_new_session=True,
        )
    )
    os.close(place)


_keepers: list[subprocess.Popen[bytes]] = []


def _keep(folder: Path, place: int, remove: Path | None) -> None:
    users = _open(folder, "users")
    fcntl.flock(users, fcntl.LOCK_EX)
    stop(folder)
    if remove:
        shutil.rmtree(remove, ignore_errors=True)
    # In this order: whoever waits to use the server finds the place of its keeper free.
    os.close(place)
    os.close(users)


def _open(folder: Path, what: str) -> int:
    path = folder.with_name(f"{folder.name}.{what}")
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _serving(folder: Path) -> list[psutil.Process]:
    made = f"{folder}{NEW}"
    found = []
    for process in psutil.process_iter(("name", "cmdline")):
        words = process.info["cmdline"] or []
        if process.info["name"] in _PROGRAMS and any(
            mark == "-D" and (where == str(folder) or where.startswith(made))
            for mark, where in pairwise(words)
        ):
            found.append(process)
    return found


def _tell(process: psutil.Process, urge: signal.Signals) -> None:
    try:
        process.send_signal(urge)
    except psutil.NoSuchProcess:
        return


if __name__ == "__main__":
    _folder, _place, *_remove = sys.argv[1:]
    _keep(Path(_folder), int(_place), Path(_remove[0]) if _remove else None)
