"""T2: the database restarts, dies or is gone for a while in the middle of a send, or its connections break."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from django.db import connection

from muster.proof.chaos import server, verdict
from muster.proof.chaos.scene import Scene
from muster.proof.chaos.workers import Workers

if TYPE_CHECKING:
    from muster.broadcasts.models import Broadcast

PEOPLE: Final = 6_000
WAYS: Final = ("restart", "backend", "outage", "dropped", "halted")
_BACK_WITHIN: Final = 10.0
_PATIENCE: Final = 120.0


@dataclass(slots=True)
class Figures:
    """What all outages together came to."""

    outages: int = 0
    duplicates: int = 0
    lost: int = 0
    unknown: int = 0
    delayed: int = 0
    back: list[float] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def parts(self) -> dict[str, Any]:
        """As keys of the report."""
        return {
            "outages": self.outages,
            "outage_duplicates": self.duplicates,
            "outage_lost": self.lost,
            "outage_unknown": self.unknown,
            "outage_messages_delayed": self.delayed,
            "back_within_seconds_max": round(max(self.back, default=0.0), 2),
        }


def play(scene: Scene, seconds: float, done: Callable[[], object]) -> Figures:
    """Each way once, each in the middle of a send of its own; the outage lasts so many seconds."""
    figures = Figures()
    for way in WAYS:
        _Play(scene, figures, way, seconds).through()
        done()
    return figures


@dataclass(slots=True)
class _Play:
    """One of them."""

    scene: Scene
    figures: Figures
    way: str
    seconds: float

    def through(self) -> None:
        """Let the send begin, strike, and see that it ends by itself with nobody twice and nobody lost."""
        armed = "lease.after_commit:3:drop_db" if self.way == "dropped" else ""
        # The witness takes its time, so that there is a middle to strike.
        self.scene.witness.control(delay=0.02)
        broadcast, release = self.scene.let_go(PEOPLE)
        with Workers(self.scene.home, 2, armed) as workers:
            if not workers.wait(lambda: release.outcomes.count() > PEOPLE // 10, _PATIENCE):
                self._broke("it never began")
            self._strike(broadcast)
            up = time.time()
            if not workers.wait(lambda: self._over(broadcast), _PATIENCE):
                self._broke("it never completed by itself")
        self.scene.witness.control(delay=0.0)
        self._count(broadcast, up)

    def _strike(self, broadcast: Broadcast) -> None:
        if self.way == "backend":
            self._kill_backend()
        elif self.way in {"restart", "outage", "halted"}:
            if self.way == "halted":
                self.scene.halt(broadcast)
            connection.close()
            server.stop(self.scene.home)
            time.sleep(self.seconds if self.way == "outage" else 0.0)
            server.start(self.scene.home)
            if self.way == "halted":
                self._still_halted(broadcast)

    def _kill_backend(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
                " AND backend_type = 'client backend' AND pid <> pg_backend_pid() ORDER BY pid LIMIT 1"
            )
            pid = int(cursor.fetchone()[0])
        os.kill(pid, signal.SIGKILL)
        # The server takes such a death for corrupt memory and starts anew, for everybody; who came before it
        # noticed would be thrown out as well.
        server.leave()
        server.reach()

    def _still_halted(self, broadcast: Broadcast) -> None:
        time.sleep(1.5)
        before = len(self.scene.taken(self.scene.released(broadcast)))
        time.sleep(1)
        release = self.scene.released(broadcast)
        if release.state != "halted":
            self._broke("the halt was lost")
        if len(self.scene.taken(release)) != before:
            self._broke("something left though it was halted")
        self.scene.resume(broadcast)

    def _over(self, broadcast: Broadcast) -> bool:
        return not self.scene.released(broadcast).parcels.exclude(state="finished").exists()

    def _count(self, broadcast: Broadcast, up: float) -> None:
        release, figures = self.scene.released(broadcast), self.figures
        found = verdict.judge(release, self.scene.heard())
        figures.outages += 1
        figures.duplicates += found.duplicates
        figures.lost += found.lost + found.hidden + found.claimed
        figures.unknown += found.unknown
        later = [line["at"] for line in self.scene.taken(release) if line["at"] > up]
        figures.delayed += len(later)
        # Nothing later means that all of it had left before the database came back.
        back = min(later) - up if later else 0.0
        figures.back.append(back)
        if back > _BACK_WITHIN:
            self._broke(f"sending came back after {back:.1f} s")
        # A message the witness took and no row accounts for left without a committed claim.
        if not found.clean or found.people != PEOPLE:
            self._broke(str(found))

    def _broke(self, what: str) -> None:
        self.figures.broken.append(f"seed {self.scene.seed}: {self.way}: {what}")
