"""Named points where a test may kill, delay or break the process; nothing happens otherwise.

``MUSTER_FAULT=name:nth:action`` arms one point, several with commas between them; the action is kill9, sleep,
raise, enospc (the disk is full) or drop_db (every connection to the database breaks). With ``MUSTER_FAULT_COUNT``
naming a folder, all processes that share it count together, so that "the 2,000th message" means that one.
"""

import errno
import os
import signal
import socket
import stat
import time
from pathlib import Path
from typing import Final

# Every point there is, and the moment it stands for. docs/proving.md says which promise each belongs to.
POINTS: Final = {
    "snapshot.begin": "before anybody is looked for",
    "snapshot.mid_copy": "the people are found, none is frozen",
    "snapshot.before_commit": "everybody is frozen, nothing is committed",
    "approve.before_commit": "an approver has answered, nothing is committed",
    "release.before_commit": "a document is let go, nothing is committed",
    "wave.plan.before_commit": "its waves are written, nothing is committed",
    "wave.promote.before_commit": "the next wave opens on evidence, nothing is committed",
    "lease.before_commit": "a worker has chosen its next parcel, nothing is committed",
    "lease.after_commit": "the parcel is the worker’s, no byte of it has left",
    "render.after": "one message is printed",
    "net.after_connect": "a connection to the relay is open",
    "intent.after_commit": "the journal says in flight, no byte of the body has left",
    "net.after_accept_before_reply_read": "the body is written, its answer is not read",
    "net.after_reply_before_record": "the answer is read, the journal does not know it",
    "complete.before_commit": "a parcel has ended, nothing is committed",
    "record.after_commit": "a parcel has ended and is written down",
    "reconcile.mid": "one parcel of a dead worker is taken over, others may wait",
    "halt.before_commit": "somebody stops it, nothing is committed",
    "halt.after_commit": "it is stopped, whoever stopped it was not told",
    "stop.before_commit": "somebody stops everything, nothing is committed",
    "receipt.after_store_before_apply": "a receipt is kept and changes nothing yet",
    "start.before_commit": "what was due starts by itself, nothing is committed",
    "import.after_batch": "a thousand rows of a file are taken in",
    "import.before_commit": "another batch is ready, nothing is committed",
    "import.after_undo_batch": "a part of an import is taken back",
    "posts.before_commit": "posts of a network and how far we read are stored, nothing is committed",
    "hear.before_commit": "what was said in public and how far we heard are stored, nothing is committed",
    "tracking.before_commit": "calls of a website are absorbed, nothing is committed",
    "receive.before_commit": "what somebody wrote to us is read, nothing is committed",
    "receive.after_commit": "it is stored, whoever brought it was not told",
    "mailbox.after_fetch": "a message is fetched from the mailbox, nothing of it is stored",
    "mailbox.before_mark": "it is stored, how far we have read is not",
}


class InjectedFault(RuntimeError):
    """Raised at an armed point; never seen outside tests."""


# What runs for every single message asks this first: a call that does nothing costs something, too.
ARMED = os.environ.get("MUSTER_FAULT", "")
_seen: dict[str, int] = {}


def arm(points: str) -> None:
    """Arm these points and no others, in a process that has read its environment already."""
    global ARMED  # noqa: PLW0603 - one process, one set of armed points
    ARMED = points
    _seen.clear()


def fault(name: str) -> None:
    """Do nothing, unless the environment armed this very point."""
    if ARMED and f"{name}:" in ARMED:
        _consider(name)


def _consider(name: str) -> None:
    for armed in ARMED.split(","):
        point, nth, action = armed.split(":")
        if point == name and _count(name) == int(nth):
            _strike(name, action)


def _count(name: str) -> int:
    if folder := os.environ.get("MUSTER_FAULT_COUNT", ""):
        with (Path(folder) / name).open("ab") as file:
            file.write(b".")
            file.flush()
            # Opened for appending, so this is the end of our own dot, whoever else writes.
            return file.tell()
    _seen[name] = _seen.get(name, 0) + 1
    return _seen[name]


def _strike(name: str, action: str) -> None:
    if action == "kill9":
        os.kill(os.getpid(), signal.SIGKILL)
    elif action == "sleep":
        time.sleep(2)
    elif action == "enospc":
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), name)
    elif action == "drop_db":
        _drop_database()
    else:
        raise InjectedFault(name)


def _drop_database() -> None:
    """Break every connection of this process to PostgreSQL, whichever thread holds it."""
    for path in Path("/proc/self/fd").iterdir():
        number = int(path.name)
        try:
            if stat.S_ISSOCK(os.fstat(number).st_mode):
                with socket.socket(fileno=os.dup(number)) as found:
                    if _is_postgres(found.getpeername()):
                        found.shutdown(socket.SHUT_RDWR)
        except OSError:
            continue  # closed meanwhile, or a socket that only listens


def _is_postgres(peer: object) -> bool:
    if isinstance(peer, tuple):
        from django.db import connection

        return bool(str(peer[1]) == (connection.settings_dict["PORT"] or "5432"))
    return ".s.PGSQL." in str(peer)
