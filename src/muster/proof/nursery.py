"""A process that has loaded what ``muster pump`` loads and becomes one as often as it is asked.

Who is killed three hundred times has to be started as often, and loading would take longer than all
the rest. From the fork on it is the very command, with a journal, a name and connections of its own.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Final, Self

from muster.config import cli

_PATIENCE: Final = 30.0
_LOOK: Final = 0.005


class Child:
    """One pump that was forked; whoever ends it is not its parent, so it is looked for by its number."""

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def send_signal(self, number: int) -> None:
        if self._lives():
            os.kill(self.pid, number)

    def wait(self, timeout: float = _PATIENCE) -> int:
        until = time.monotonic() + timeout
        while self._lives():
            if time.monotonic() > until:
                raise subprocess.TimeoutExpired("pump", timeout)
            time.sleep(_LOOK)
        return 0

    def _lives(self) -> bool:
        return Path(f"/proc/{self.pid}").exists()


class Nursery:
    """The parent of the pumps that are killed; they end when it does."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {cli.PARENT: str(os.getpid()), "MUSTER_DATABASE_ROLE": "machine"},
        )

    def start(self, words: Path) -> Child:
        """Have another pump, which writes what it says to ``words``."""
        asked, told = self._process.stdin, self._process.stdout
        assert asked
        assert told
        asked.write(f"{words}\n")
        asked.flush()
        return Child(int(told.readline()))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_problem: object) -> None:
        self._process.kill()
        self._process.wait()


def _grow() -> None:
    """Load everything, then fork for each line that comes in; ends with what asks."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "muster.config.sending"
    import django

    django.setup()
    import muster.delivery.pump.worker  # noqa: F401 - loaded here, so that no child has to

    # Nobody waits for the dead: they are gone at once, and their numbers with them.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        child = os.fork()
        if not child:
            _become(Path(line.strip()))
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


def _become(words: Path) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    # Output goes to a file: a child that inherits a pipe would hold the caller's shell open.
    out = os.open(words, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for place, mine in enumerate((nothing, out, out)):
        os.dup2(mine, place)
    os.environ[cli.PARENT] = str(os.getppid())
    try:
        cli.main(["pump"])
    finally:
        os._exit(0)


if __name__ == "__main__":
    _grow()
