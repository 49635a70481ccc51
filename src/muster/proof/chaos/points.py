"""At which of its passes each fault point is struck, and whose process meets it (T1)."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

PEOPLE: Final = 2_000
PARCELS: Final = 20  # one in each zone of the scene
PLACES: Final = ("first", "middle", "last")
WORKERS: Final = (1, 2, 4)

# Steps of staff, each in a process that is killed at the point and then tries again.
STAFF: Final = {
    "snapshot.begin": "submit",
    "snapshot.mid_copy": "submit",
    "snapshot.before_commit": "submit",
    "approve.before_commit": "approve",
    "release.before_commit": "release",
    "wave.plan.before_commit": "release",
    "start.before_commit": "start",
    "halt.before_commit": "halt",
    "halt.after_commit": "halt",
    "stop.before_commit": "stop",
    "receipt.after_store_before_apply": "receive",
}
# Points of a worker, with how often one send passes each.
WORKER: Final = {
    "lease.before_commit": PARCELS,
    "lease.after_commit": PARCELS,
    "render.after": PEOPLE,
    "net.after_connect": 4,
    "intent.after_commit": PEOPLE,
    "net.after_accept_before_reply_read": PEOPLE,
    "net.after_reply_before_record": PEOPLE,
    "complete.before_commit": PARCELS,
    "record.after_commit": PARCELS,
    "reconcile.mid": 1,
    "wave.promote.before_commit": 3,
}
# Before a dead worker can be taken over, one has to die.
FIRST_DEATH: Final = "intent.after_commit"


@dataclass(frozen=True, slots=True)
class Run:
    """One run: which point, at which of its passes, among how many workers."""

    point: str
    place: str
    workers: int

    @property
    def armed(self) -> str:
        """What MUSTER_FAULT says in the workers."""
        if self.point not in WORKER:
            return ""
        strike = f"{self.point}:{nth(self.point, self.place)}:kill9"
        if self.point == "reconcile.mid":
            return f"{FIRST_DEATH}:{nth(FIRST_DEATH, self.place)}:kill9,{strike}"
        return strike

    def __str__(self) -> str:
        return f"{self.point} at the {self.place} of its passes, {self.workers} workers"


def nth(point: str, place: str) -> int:
    """The number of the pass that is the first, the middle or the last."""
    passes = WORKER[point]
    return {"first": 1, "middle": max(1, passes // 2), "last": passes}[place]


def plan(runs: int, seed: int) -> Iterator[Run]:
    """Every point in turn at a place and among workers that the seed chooses; in full rounds, all of them."""
    chance = random.Random(seed)
    names = [*STAFF, *WORKER]
    everything = [Run(*one) for one in itertools.product(names, PLACES, WORKERS)]
    left = runs
    while left >= len(everything):
        chance.shuffle(everything)
        yield from everything
        left -= len(everything)
    while left > 0:
        chance.shuffle(names)
        for name in names[:left]:
            yield Run(name, chance.choice(PLACES), chance.choice(WORKERS))
        left -= len(names)
