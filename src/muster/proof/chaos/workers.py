"""Keeps sending processes running: one that dies is started again, as a supervisor would, and its end is noted."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from django.db import connection

from muster.config import cli
from muster.proof.chaos import forks
from muster.proof.chaos.forks import KILLED, Child

_PATIENCE: Final = 20.0
_LOOK: Final = 0.05


@dataclass(slots=True)
class Death:
    """When a worker was killed, and when nothing was in its name any more."""

    pid: int
    at: float
    recovered_at: float = 0.0


@dataclass(slots=True)
class Workers:
    """So many processes that do what ``muster pump`` does, the sending half of ``muster worker``."""

    home: Path
    many: int
    armed: str = ""
    environment: dict[str, str] = field(default_factory=dict)
    deaths: list[Death] = field(default_factory=list)
    _running: list[Child] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._running = [self._start() for _number in range(self.many)]
        return self

    def __exit__(self, *_problem: object) -> None:
        self.stop()

    @property
    def recovered(self) -> bool:
        """Whether everything that the dead held is with somebody else, or ended."""
        return all(one.recovered_at for one in self.deaths)

    @property
    def longest_recovery(self) -> float:
        """Seconds from the worst kill until its parcels were with somebody else."""
        took = [one.recovered_at - one.at for one in self.deaths if one.recovered_at]
        return max(took, default=0.0)

    def tend(self) -> None:
        """Start again whoever died, and see whether what the dead held has been taken over."""
        for place, child in enumerate(self._running):
            code = child.poll()
            if code is None:
                continue
            if code == KILLED:
                self.deaths.append(Death(child.pid, time.monotonic()))
            self._running[place] = self._start()
        open_ones = [one for one in self.deaths if not one.recovered_at]
        holding = _holders() if open_ones else ""
        for death in open_ones:
            if f"-{death.pid}-" not in holding:
                death.recovered_at = time.monotonic()

    def kill(self, place: int) -> None:
        """End one at once, as a power cut would; ``tend`` finds it dead."""
        self._running[place].send(signal.SIGKILL)
        self._running[place].wait()

    def storm(self, chance: random.Random, *, every: float, until: Callable[[], bool]) -> int:
        """Kill somebody every so many seconds, at full speed, until it is over; returns how many."""
        due, kills = time.monotonic() + every, 0
        while not until():
            if time.monotonic() >= due:
                self.kill(chance.randrange(self.many))
                kills += 1
                due += every * (0.5 + chance.random())
            self.tend()
            time.sleep(_LOOK)
        return kills

    def wait(self, happened: Callable[[], bool], seconds: float) -> bool:
        """Keep them running until something happened; False if it did not in time."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.tend()
            if happened():
                return True
            time.sleep(_LOOK)
        return False

    def stop(self) -> None:
        """End all of them, kindly first."""
        for child in self._running:
            child.send(signal.SIGTERM)
        for child in self._running:
            if child.wait(_PATIENCE) is None:
                child.send(signal.SIGKILL)
                child.wait()
        self._running = []

    def _start(self) -> Child:
        return forks.spawn(self._pump, armed=self.armed, out=self.home / "workers.log")

    def _pump(self) -> None:
        # It ends by itself when this process is gone, however that went.
        os.environ.update(self.environment | {cli.PARENT: str(os.getppid())})
        assert cli.main(["pump"]) == 0


def _holders() -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(string_agg(DISTINCT worker, ' '), '') FROM delivery_parcel"
            " WHERE state = 'claimed'"
        )
        return str(cursor.fetchone()[0])
