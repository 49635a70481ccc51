"""T1: kill -9 at every point, at its first, middle and last pass, with one, two and four workers."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from muster.proof.chaos import forks, points, verdict
from muster.proof.chaos.points import PEOPLE, STAFF, Run
from muster.proof.chaos.scene import APPROVERS, CONNECTIONS, Scene
from muster.proof.chaos.workers import Workers

if TYPE_CHECKING:
    from muster.broadcasts.models import Broadcast
    from muster.delivery.models import Release

_PATIENCE: Final = 90.0
_SLOWLY: Final = 0.02  # seconds the witness takes for each message
# How the broadcast of a run differs from one that leaves at once, by hand.
_CHANGES: Final = {
    "start.before_commit": {"start": "approved"},
    "wave.promote.before_commit": {"plan": "default"},
}
# Steps that not every send has.
_ONLY_THEN: Final = {"halt", "stop"}


class Failed(AssertionError):
    """A promise was broken; the words say which run, so that it can be played again."""


@dataclass(slots=True)
class Figures:
    """What all runs together came to."""

    runs: int = 0
    kills: int = 0
    duplicates: int = 0
    lost: int = 0
    unknown: list[float] = field(default_factory=list)
    recovery: float = 0.0
    points: set[str] = field(default_factory=set)
    broken: list[str] = field(default_factory=list)

    def parts(self) -> dict[str, Any]:
        """As keys of the report."""
        return {
            "runs": self.runs,
            "kills": self.kills,
            "points_struck": len(self.points),
            "duplicates": self.duplicates,
            "lost": self.lost,
            "unknown_per_kill_max": max(self.unknown, default=0.0),
            "unknown_per_kill_mean": round(sum(self.unknown) / max(1, len(self.unknown)), 2),
            "longest_recovery_seconds": round(self.recovery, 2),
            "broken": self.broken,
        }


def play(scene: Scene, runs: int, done: Callable[[], object]) -> Figures:
    """Every run of the plan, one after the other, on the same installation."""
    figures = Figures()
    for run in points.plan(runs, scene.seed):
        _Play(scene, run, figures).through()
        done()
    return figures


@dataclass(slots=True)
class _Play:
    """One run."""

    scene: Scene
    run: Run
    figures: Figures
    kills: int = 0

    def through(self) -> None:
        """Put it through, count, and write down what was broken."""
        count = self.scene.home / f"count-{self.figures.runs}"
        count.mkdir()
        self.figures.runs += 1
        # All workers count their passes together, so that the last one is the last of all.
        together = {"MUSTER_FAULT_COUNT": str(count)}
        try:
            broadcast = self._until_released()
            with Workers(self.scene.home, self.run.workers, self.run.armed, together) as workers:
                self._interrupt(broadcast, workers)
                self._prove_feeds(broadcast, workers)
                if self.run.armed:
                    self._wait(workers, lambda: bool(workers.deaths), "the kill")
                self._wait(workers, lambda: self._complete(broadcast), "it to be complete")
                self._wait(workers, lambda: workers.recovered, "the dead to be taken over")
            self._after(broadcast)
            self.kills += len(workers.deaths)
            self._count(broadcast, workers)
        except Failed as problem:
            self.figures.broken.append(str(problem))
            # What one run left stopped or slow must not keep the next ones waiting.
            self.scene.lift()
            self.scene.witness.control(delay=0.0)

    def _until_released(self) -> Broadcast:
        if STAFF.get(self.run.point) in _ONLY_THEN:
            # The witness takes its time, so that there is a middle to stop in.
            self.scene.witness.control(delay=_SLOWLY)
        starts = self.run.point == "start.before_commit"
        changes = _CHANGES.get(self.run.point, {})
        broadcast = self.scene.written(PEOPLE, **changes)
        self._staff("submit", lambda: self.scene.submit(broadcast))
        for name in APPROVERS:
            self._staff("approve", lambda: self.scene.approve(broadcast, name))  # noqa: B023
        if starts:
            self._staff("start", _start_what_is_due)
        else:
            self._staff("release", lambda: self.scene.release(broadcast))
        return broadcast

    def _staff(self, name: str, do: Callable[[], object]) -> None:
        """A step of staff; if its point is the one to strike, it is killed first and then done again."""
        if name in _ONLY_THEN and STAFF.get(self.run.point) != name:
            return
        if STAFF.get(self.run.point) == name:
            if forks.step(do, f"{self.run.point}:1:kill9") != forks.KILLED:
                raise self._failed(f"{name} never came to {self.run.point}")
            self.kills += 1
            if self.run.point == "halt.after_commit":
                return
        if forks.step(do) != forks.DONE:
            raise self._failed(f"{name} did not succeed after the kill")

    def _interrupt(self, broadcast: Broadcast, workers: Workers) -> None:
        """Halt it, or stop everything, if that is the point; nothing may leave until it goes on."""
        step, scene = STAFF.get(self.run.point), self.scene
        if step not in _ONLY_THEN:
            return
        self._wait(workers, lambda: self._sent(broadcast) > 0, "the first accept")
        self._staff("halt", lambda: scene.halt(broadcast))
        self._staff("stop", scene.stop)
        if step == "halt" and scene.released(broadcast).state != "halted":
            raise self._failed("the halt was lost")
        time.sleep(1)
        release = scene.released(broadcast)
        before = len(scene.taken(release))
        time.sleep(0.5)
        if len(scene.taken(release)) != before:
            raise self._failed(f"something left after the {step}")
        scene.witness.control(delay=0.0)
        if step == "halt":
            scene.resume(broadcast)
        else:
            scene.lift()

    def _prove_feeds(self, broadcast: Broadcast, workers: Workers) -> None:
        """Waves open only when every way back was heard: somebody of the canary speaks on each."""
        if self.run.point == "wave.promote.before_commit":
            self._wait(workers, lambda: self._sent(broadcast) > 0, "the first accept")
            for kind in ("bounced", "stopped", "replied"):
                _hear(self.scene.released(broadcast), kind)

    def _after(self, broadcast: Broadcast) -> None:
        if STAFF.get(self.run.point) == "receive":
            self._staff("receive", lambda: _hear(self.scene.released(broadcast), "bounced"))
            if not _applied(self.scene.released(broadcast)):
                raise self._failed("a receipt was lost, or its effect")

    def _count(self, broadcast: Broadcast, workers: Workers) -> None:
        found = verdict.judge(self.scene.released(broadcast), self.scene.heard())
        figures = self.figures
        figures.kills += self.kills
        figures.duplicates += found.duplicates
        figures.lost += found.lost + found.hidden + found.claimed
        figures.recovery = max(figures.recovery, workers.longest_recovery)
        if workers.deaths:
            figures.unknown.append(found.unknown / len(workers.deaths))
        if not self.kills:
            raise self._failed("nothing was killed")
        figures.points.add(self.run.point)
        if not found.clean or found.people != PEOPLE:
            raise self._failed(str(found))
        if found.unknown > CONNECTIONS * len(workers.deaths):
            raise self._failed(f"{found.unknown} unknown after {len(workers.deaths)} kills")

    def _wait(self, workers: Workers, happened: Callable[[], bool], what: str) -> None:
        if not workers.wait(happened, _PATIENCE):
            raise self._failed(f"waited {_PATIENCE:.0f} s for {what}")

    def _complete(self, broadcast: Broadcast) -> bool:
        return not self.scene.released(broadcast).parcels.exclude(state="finished").exists()

    def _sent(self, broadcast: Broadcast) -> int:
        return self.scene.released(broadcast).outcomes.count()

    def _failed(self, what: str) -> Failed:
        return Failed(f"run {self.figures.runs}, seed {self.scene.seed}: {self.run}: {what}")


def _start_what_is_due() -> None:
    from muster.broadcasts import actions

    assert actions.release_due() == 1, "nothing was due"


def _hear(release: Release, kind: str) -> None:
    from muster.delivery.actions.receipts import hear
    from muster.kit import actors, clock

    person = release.snapshot.recipients.order_by("position")[0]
    assert hear(
        recipient_id=person.pk, kind=kind, at=clock.db_now(), source="chaos",
        event=f"{kind} {person.pk}", by=actors.system("chaos"),
    ), "it was heard before"  # fmt: skip


def _applied(release: Release) -> bool:
    """Kept once, and nobody writes to that address again."""
    from muster.delivery import suppressions
    from muster.delivery.models import Receipt

    person = release.snapshot.recipients.order_by("position")[0]
    kept = Receipt.objects.filter(recipient=person, kind="bounced").count()
    return kept == 1 and person.address in suppressions.among("email", [person.address])
