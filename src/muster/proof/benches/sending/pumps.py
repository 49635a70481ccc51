"""The sending processes of a bench: ``muster pump``, as an operator runs it, each ended by its own id."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol, Self

from muster.config.cli import PARENT
from muster.proof.benches.sending import usage
from muster.proof.nursery import Nursery

_PATIENCE: Final = 120.0
_SETTLED: Final = 0.5


class NotReady(RuntimeError):
    """The pumps did not start."""


class Process(Protocol):
    """A pump, however it came to be."""

    pid: int

    def kill(self) -> None: ...
    def send_signal(self, number: int, /) -> None: ...
    def wait(self, timeout: float = ...) -> int: ...


Start = Callable[[Path], Process]


def started(words: Path) -> Process:
    """Start the command as an operator does."""
    # Output goes to a file: a child that inherits a pipe would hold the caller's shell open.
    with words.open("wb") as out:
        return subprocess.Popen(
            [sys.executable, "-m", "muster.config.cli", "pump"],
            stdout=out,
            stderr=subprocess.STDOUT,
            env=os.environ | {PARENT: str(os.getpid()), "MUSTER_DATABASE_ROLE": "machine"},
        )


def forked_from(parent: Nursery) -> Start:
    """Start it from a process that has loaded it already."""
    environment = os.environ | {"MUSTER_DATABASE_ROLE": "machine"}
    return lambda words: parent.start(["pump"], words=words, environment=environment)


class Pumps:
    """So many pumps; those that are killed are replaced by others."""

    def __init__(self, number: int, folder: Path, *, start: Start = started) -> None:
        self._folder, self._started = folder, 0
        self._make, self._most = start, number
        self._old = self._journals()
        self._running: list[Process] = []
        self.refill()
        self.most_memory = 0.0
        self._wait_until_ready()

    @property
    def cpu(self) -> float:
        """CPU seconds of those that run."""
        return usage.cpu(*(process.pid for process in self._running))

    @property
    def numbers(self) -> list[int]:
        """The process ids of those that run."""
        return [process.pid for process in self._running]

    def look(self) -> None:
        """Remember how much memory they hold at most."""
        for process in self._running:
            self.most_memory = max(self.most_memory, usage.most_memory(process.pid))

    def kill(self, number: int, chance: random.Random) -> list[int]:
        """Kill so many of them where they stand; returns the numbers of the dead."""
        victims = [
            self._running.pop(chance.randrange(len(self._running))) for _one in range(number)
        ]
        for victim in victims:
            victim.kill()
        for victim in victims:
            victim.wait()
        return [victim.pid for victim in victims]

    def refill(self) -> None:
        """Start as many as are missing."""
        while len(self._running) < self._most:
            self._started += 1
            self._running.append(self._make(self._folder / f"pump-{self._started}.log"))

    @property
    def number(self) -> int:
        """How many there are when none is missing."""
        return self._most

    def end(self) -> None:
        for process in self._running:
            process.send_signal(signal.SIGTERM)
        for process in self._running:
            try:
                process.wait(timeout=_PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._running = []

    def _wait_until_ready(self) -> None:
        # A pump opens its journal when it begins to look for parcels.
        until = time.monotonic() + _PATIENCE
        while len(self._journals() - self._old) < len(self._running):
            if time.monotonic() > until:
                raise NotReady(f"no pump began; their words are in {self._folder}/pump-*.log")
            time.sleep(0.05)
        time.sleep(_SETTLED)

    def _journals(self) -> set[Path]:
        return set(self._folder.glob("journal/*.journal"))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_problem: object) -> None:
        self.end()
