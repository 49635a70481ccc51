"""The sending processes of a bench: ``muster pump``, as an operator runs it, each ended by its own id."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Final, Self

from muster.config.cli import PARENT
from muster.proof.benches.sending import usage

_PATIENCE: Final = 30.0
_SETTLED: Final = 0.5


class NotReady(RuntimeError):
    """The pumps did not start."""


class Pumps:
    """So many pumps; one that is killed is replaced by another."""

    def __init__(self, number: int, folder: Path) -> None:
        self._folder, self._started = folder, 0
        self._running = [self._start() for _number in range(number)]
        self.most_memory = 0.0
        self._wait_until_ready()

    @property
    def cpu(self) -> float:
        """CPU seconds of those that run."""
        return usage.cpu(*(process.pid for process in self._running))

    def look(self) -> None:
        """Remember how much memory they hold at most."""
        for process in self._running:
            self.most_memory = max(self.most_memory, usage.most_memory(process.pid))

    def kill_one(self, chance: random.Random) -> int:
        """Kill any of them where it stands and start another; returns the number of the dead."""
        victim = self._running.pop(chance.randrange(len(self._running)))
        victim.kill()
        victim.wait()
        self._running.append(self._start())
        return victim.pid

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
        while len(list(self._folder.glob("journal/*.journal"))) < len(self._running):
            if time.monotonic() > until:
                raise NotReady(f"no pump began; their words are in {self._folder}/pump-*.log")
            time.sleep(0.05)
        time.sleep(_SETTLED)

    def _start(self) -> subprocess.Popen[bytes]:
        self._started += 1
        # Output goes to a file: a child that inherits a pipe would hold the caller's shell open.
        with (self._folder / f"pump-{self._started}.log").open("wb") as out:
            return subprocess.Popen(
                [sys.executable, "-m", "muster.config.cli", "pump"],
                stdout=out,
                stderr=subprocess.STDOUT,
                env=os.environ | {PARENT: str(os.getpid()), "MUSTER_DATABASE_ROLE": "machine"},
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_problem: object) -> None:
        self.end()
