"""T5: halts at random moments of a full rate: by page, by command, two at once, while the database is slow, again.

Lateness is measured at the witness, from the moment the halt was committed (H2); whatever was accepted
after the moment in the halt’s own row, which lies before that, has to be named (H3).
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from muster.config import cli
from muster.proof.chaos import forks, server, verdict
from muster.proof.chaos.scene import Scene
from muster.proof.chaos.workers import Workers

if TYPE_CHECKING:
    from muster.broadcasts.models import Broadcast
    from muster.delivery.models import Halt, Release

PEOPLE: Final = 40_000
WAYS: Final = ("page", "command", "two", "slow", "again")
_ALWAYS, _P95 = 0.5, 0.2
_CALL_P95 = 1.0
_PATIENCE: Final = 120.0
_TRIES: Final = 4  # for each halt that is wanted; a fast machine may have sent it all before
_SETTLED: Final = 0.7
# Kept times are whole microseconds, a little rounded to the safe side.
_CLOSE: Final = 0.001
_BUSY: Final = "SELECT count(*) FROM generate_series(1, 3000000) AS n WHERE n % 7 = 0"


@dataclass(slots=True)
class Figures:
    """What all halts together came to."""

    tries: int = 0
    halts: int = 0
    calls: list[float] = field(default_factory=list)
    lateness: list[float] = field(default_factory=list)
    accepts: list[int] = field(default_factory=list)
    unnamed: int = 0
    wrongly: int = 0
    duplicates: int = 0
    lost: int = 0
    broken: list[str] = field(default_factory=list)

    def parts(self) -> dict[str, Any]:
        """As keys of the report."""
        return {
            "halts": self.halts,
            "halt_call_ms_p50": _at(self.calls, 0.5),
            "halt_call_ms_p95": _at(self.calls, 0.95),
            "halt_call_ms_max": _at(self.calls, 1.0),
            "last_accept_ms_p95": _at(self.lateness, 0.95),
            "last_accept_ms_max": _at(self.lateness, 1.0),
            "accepts_after_halt_max": max(self.accepts, default=0),
            "unnamed_after_halt": self.unnamed,
            "wrongly_listed": self.wrongly,
            "halt_duplicates": self.duplicates,
            "halt_lost": self.lost,
        }

    @property
    def in_time(self) -> bool:
        """Whether nothing came late (H2) and whoever pressed was told soon (H4)."""
        heard = _at(self.lateness, 0.95) <= _P95 * 1e3 and _at(self.lateness, 1.0) <= _ALWAYS * 1e3
        return heard and _at(self.calls, 0.95) <= _CALL_P95 * 1e3


def play(scene: Scene, times: int, done: Callable[[], object]) -> Figures:
    """So many halts, one broadcast after the other; each is let go on again."""
    chance, figures = random.Random(scene.seed), Figures()
    with Workers(scene.home, 2) as workers:
        while figures.halts < times and figures.tries < _TRIES * times:
            broadcast, _release = scene.let_go(PEOPLE)
            while figures.halts < times and _next(scene, broadcast, workers, figures, chance):
                done()
            _end(scene, broadcast, workers, figures)
    if figures.halts < times:
        figures.broken.append(
            f"seed {scene.seed}: only {figures.halts} halts found something to stop"
        )
    return figures


def _next(
    scene: Scene, broadcast: Broadcast, workers: Workers, figures: Figures, chance: random.Random
) -> bool:
    """The next halt in the next way; False if the broadcast was over first."""
    way = WAYS[figures.tries % len(WAYS)]
    figures.tries += 1
    return _Halting(scene, broadcast, workers, figures).once(chance, way)


def _end(scene: Scene, broadcast: Broadcast, workers: Workers, figures: Figures) -> None:
    def over() -> bool:
        return not scene.released(broadcast).parcels.exclude(state="finished").exists()

    if not workers.wait(over, _PATIENCE):
        figures.broken.append(f"seed {scene.seed}: a halted broadcast never completed")
        return
    found = verdict.judge(scene.released(broadcast), scene.heard())
    figures.duplicates += found.duplicates
    figures.lost += found.lost + found.hidden + found.claimed
    if not found.clean or found.unknown:
        figures.broken.append(f"seed {scene.seed}: after halts {found}")


@dataclass(slots=True)
class _Halting:
    """One halt of one broadcast."""

    scene: Scene
    broadcast: Broadcast
    workers: Workers
    figures: Figures

    def once(self, chance: random.Random, way: str) -> bool:
        """Halt it while it is sent; False if it was all gone before."""
        if not self._under_way():
            return False
        time.sleep(chance.uniform(0.02, 0.6))
        with _slow(self.scene) if way == "slow" else _calm():
            began = time.monotonic()
            done = self._press(way)
            took = time.monotonic() - began
        release = self.scene.released(self.broadcast)
        if not done or release.state != "halted":
            return False
        if way != "command":
            # What people wait for is the page; a command reads all its modules first.
            self.figures.calls.append(took * 1e3)
        self._look(release)
        self.scene.resume(self.broadcast)
        if way == "again" and self._press("page"):
            self.scene.resume(self.broadcast)
        self.figures.halts += 1
        return True

    def _under_way(self) -> bool:
        release = self.scene.released(self.broadcast)
        before = release.outcomes.count()
        self.workers.wait(
            lambda: release.outcomes.count() > before or not _open(release), _PATIENCE
        )
        return _open(release)

    def _press(self, way: str) -> bool:
        if way == "command":
            # What the command does, in a process that has loaded everything: a broadcast is over
            # before a fresh Python has started.
            words, out = ["halt", str(self.broadcast.pk)], self.scene.home / "command.log"
            return forks.spawn(lambda: cli.main(words), out=out).wait() == forks.DONE
        if way == "two":
            two = [forks.spawn(lambda: self.scene.halt(self.broadcast), out=self.scene.home / "two.log")
                   for _number in range(2)]  # fmt: skip
            # The second finds it halted and is told so; never is it halted twice.
            return sorted(str(one.wait()) for one in two) == ["0", "1"]
        try:
            self.scene.halt(self.broadcast)
        except Exception as problem:  # noqa: BLE001 - all gone meanwhile is no failure; anything else is
            return _gone(problem)
        return True

    def _look(self, release: Release) -> None:
        from muster.delivery import queries

        self.workers.wait(lambda: not release.parcels.filter(state="claimed").exists(), _PATIENCE)
        time.sleep(_SETTLED)
        stop = queries.latest_halt(release)
        assert stop is not None
        moment = stop.at.timestamp()
        taken = _taken(self.scene, release, moment - 5)
        after = {who: at for who, at in taken.items() if at > moment}
        listed = {one.recipient.address: one for one in queries.in_flight_at_halt(release)}
        figures = self.figures
        since = server.committed("delivery_halt", stop.pk)
        late = [at - since for at in after.values() if at > since]
        figures.accepts.append(len(late))
        figures.lateness.append(max(late, default=0.0) * 1e3)
        figures.unnamed += len(after.keys() - listed.keys())
        for who, one in listed.items():
            figures.wrongly += not _rightly(one, taken.get(who), stop)


def _rightly(one: Any, taken: float | None, stop: Halt) -> bool:
    """Listed as the witness saw it: on its way at the halt or accepted after it, within its own times."""
    if one.kind != "accepted":
        return True
    if taken is None:
        return False
    left, ended = one.handed_at.timestamp(), one.at.timestamp()
    return bool(left - _CLOSE <= taken <= ended + _CLOSE and one.at > stop.at)


def _taken(scene: Scene, release: Release, since: float) -> dict[str, float]:
    return {line["to"]: line["at"] for line in scene.taken(release) if line["at"] > since}


def _open(release: Release) -> bool:
    return bool(release.parcels.exclude(state="finished").exists())


def _gone(problem: Exception) -> bool:
    from muster.delivery.actions import NotSending

    if isinstance(problem, NotSending):
        return False
    raise problem


@contextmanager
def _slow(scene: Scene) -> Iterator[None]:
    """Three sessions that keep the database busy."""
    children = [forks.spawn(_keep_busy, out=scene.home / "busy.log") for _number in range(3)]
    time.sleep(0.3)
    try:
        yield
    finally:
        for child in children:
            child.send(forks.KILL)
            child.wait()


@contextmanager
def _calm() -> Iterator[None]:
    yield


def _keep_busy() -> None:
    from django.db import connection

    while True:
        with connection.cursor() as cursor:
            cursor.execute(_BUSY)


def _at(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return round(ordered[int(share * (len(ordered) - 1))], 1) if ordered else 0.0
