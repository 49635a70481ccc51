"""A whole broadcast in story time: its plan, its trickle, answers that come late, and the real verdict.

Only people and the clock are invented. The plan, the counts, the metrics in force with their α and the
caps are what a live release is judged by.
"""

from __future__ import annotations

import heapq
import math
import random
from collections import Counter, deque
from dataclasses import dataclass
from typing import Final

from muster.delivery.gates import metrics, plan, reading
from muster.delivery.gates.reading import Counts

# How long an answer takes, in seconds: the median, and how far it spreads (of the logarithm). A text is
# answered after 90 seconds on average; complaints and stops to a mail come over hours. Assumed, not measured.
DELAYS: Final = {
    "email": {
        "bounced": (60, 1.2), "automatic": (45, 1.0), "stopped": (2_400, 1.6),
        "replied": (2_400, 1.6), "complained": (5_400, 1.4),
    },
    "sms": {
        "bounced": (20, 1.0), "automatic": (20, 0.8), "stopped": (55, 1.0), "replied": (55, 1.0),
    },
}  # fmt: skip
STEP: Final = {"email": 30, "sms": 10}
PER_SECOND: Final = {"email": 5_000, "sms": 300}
DEFERRED: Final = 0.03


@dataclass(frozen=True, slots=True)
class End:
    """How it went: what halted it, if anything did, and how many had been reached by then."""

    metric: str
    reached: int
    seconds: int


class Story:
    """One broadcast under way."""

    def __init__(
        self,
        size: int,
        channel: str,
        rates: dict[str, float],
        chance: random.Random,
        *,
        slower: float = 1.0,
    ) -> None:
        self.channel, self.rates, self.chance, self.slower = channel, rates, chance, slower
        self.plan = plan.default_plan(size, channel, "live")
        self.sizes = self.plan.sizes(size)
        self.in_force = metrics.in_force(channel, links=False)
        self.now = 0
        self.accepted = self.refused = self.temporary = 0
        self.pace = self.plan.trickle
        self.receipts: Counter[str] = Counter()
        self._coming: list[tuple[float, str]] = []
        self._out: deque[tuple[int, int]] = deque()

    def play(self) -> End:
        """Send it wave by wave until it is over or halted."""
        for number, size in enumerate(self.sizes, start=1):
            halted = self._wave(size, trickling=number == 1 and self.plan.trickle > 0)
            last = number == len(self.sizes)
            halted = halted or ("" if last else self._soak())
            if halted:
                return End(halted, self.accepted, self.now)
        return End("", self.accepted, self.now)

    def _wave(self, size: int, *, trickling: bool) -> str:
        left = size
        while left:
            most = self._room() if trickling else PER_SECOND[self.channel] * STEP[self.channel]
            went = min(left, most)
            self._send(went)
            left -= went
            if halted := self._step(went if trickling else 0):
                return halted
        return ""

    def _soak(self) -> str:
        until = self.now + plan.seconds(self.plan.soak_minutes, "live")
        while self.now < until:
            if halted := self._step():
                return halted
        return ""

    def _room(self) -> int:
        """How many more may be out whose time to answer is not over (W2)."""
        since = self.now - plan.seconds(self.plan.feedback_minutes, "live")
        while self._out and self._out[0][0] <= since:
            self._out.popleft()
        room = self.pace - sum(number for _at, number in self._out)
        portion = plan.portion(self.plan.trickle)
        return portion if room >= portion else 0

    def _send(self, number: int) -> None:
        refused = drawn(number, self.rates.get("refused", 0.0), self.chance)
        went = number - refused
        self.refused += refused
        self.temporary += drawn(number, DEFERRED, self.chance)
        self.accepted += went
        if went:
            self._out.append((self.now, went))
        for kind, (median, spread) in DELAYS[self.channel].items():
            for _answer in range(drawn(went, self.rates.get(kind, 0.0), self.chance)):
                wait = self.slower * median * math.exp(self.chance.gauss(0.0, spread))
                heapq.heappush(self._coming, (self.now + wait, kind))

    def _step(self, parcel: int = 0) -> str:
        """Let time pass and look as it does; returns what halts.

        After a parcel that trickles it is as long as the next one has to wait.
        """
        feedback = plan.seconds(self.plan.feedback_minutes, "live")
        left = feedback * parcel // self.pace if parcel else STEP[self.channel]
        while left > 0:
            now = min(left, STEP[self.channel])
            if halted := self._look(now):
                return halted
            left -= now
        return ""

    def _look(self, later: int) -> str:
        """Hear what comes within so many seconds, and ask the gates."""
        self.now += later
        while self._coming and self._coming[0][0] <= self.now:
            self.receipts[heapq.heappop(self._coming)[1]] += 1
        counts = Counts(
            accepted=self.accepted, refused=self.refused, temporary=self.temporary,
            receipts=self.receipts,
        )  # fmt: skip
        found = reading.read(counts, {}, self.in_force)
        self.pace = plan.pace(self.plan.trickle, wary=reading.noteworthy(found))
        worst = reading.harm(found)
        return worst.metric if worst else ""


def usual(channel: str) -> dict[str, float]:
    """A healthy broadcast at its worst: every metric exactly at its usual rate."""
    return {metric.name: metric.floor for metric in metrics.in_force(channel, links=False)}


def drawn(number: int, rate: float, chance: random.Random) -> int:
    """How many of ``number`` it happens to, each with the chance ``rate``."""
    if rate <= 0.0 or not number:
        return 0
    found, place, gap = 0, 0, 1 / math.log1p(-rate)
    while True:
        place += 1 + int(math.log(1.0 - chance.random()) * gap)
        if place > number:
            return found
        found += 1
