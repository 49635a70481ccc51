"""Processes that can be killed: forked from this one, which has everything loaded, so that one starts in no time."""

from __future__ import annotations

import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.db import connection

from muster.kit import faults

DONE: Final = 0
KILL: Final = signal.SIGKILL
KILLED: Final = -KILL
_TICK: Final = 0.02
_END: Final = {signal.SIGTERM}


@dataclass(slots=True)
class Child:
    """One of them."""

    pid: int
    code: int | None = None

    def poll(self) -> int | None:
        """How it ended: its code, or the signal as a negative; None while it runs."""
        if self.code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.code = os.waitstatus_to_exitcode(status)
        return self.code

    def wait(self, seconds: float = float("inf")) -> int | None:
        until = time.monotonic() + seconds
        while self.poll() is None and time.monotonic() < until:
            time.sleep(_TICK)
        return self.code

    def send(self, number: signal.Signals) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)


def spawn(do: Callable[[], object], *, armed: str = "", out: Path | None = None) -> Child:
    """Run ``do`` in a child with faults armed, its words going to a file."""
    # Two processes on one connection would read each other’s answers.
    connection.close()
    # Told to stop while it comes into being, a child would lose the word; so it hears it a moment later.
    signal.pthread_sigmask(signal.SIG_BLOCK, _END)
    try:
        pid = os.fork()
        if pid == 0:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _END)
            _live(do, armed, out)
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _END)
    return Child(pid)


def step(do: Callable[[], object], armed: str = "") -> int | None:
    """Run it to its end; returns how it ended."""
    return spawn(do, armed=armed).wait()


def _live(do: Callable[[], object], armed: str, out: Path | None) -> None:
    faults.arm(armed)
    code = 1
    try:
        if out is not None:
            file = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            os.dup2(file, 1)
            os.dup2(file, 2)
        do()
        connection.close()
        code = DONE
    except BaseException:  # noqa: BLE001 - nothing of the parent may run on in the child
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
