"""The three things a send bench plays with its people: at full rate, halted at random moments, and killed."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.db import connection

from muster.delivery import actions, queries
from muster.delivery.models import ContactSlot, Outcome, Parcel, Release, Snapshot
from muster.proof.benches import sending
from muster.proof.benches.sending import usage
from muster.proof.benches.sending.pumps import Pumps
from muster.proof.witness.sink import Counting

_LOOK: Final = 0.02
_PATIENCE: Final = 600.0
# People of a release that no pump can have in hand all alone.
_ENOUGH: Final = 10_000
# The longest that anything may still come in after a halt (H2), and a little more.
_SETTLED: Final = 0.7
_SPAN: Final = 0.4


class TookTooLong(AssertionError):
    """What was sent did not come to an end."""


@dataclass(slots=True)
class Play:
    """One bench: its people, who sends, who counts, and what was seen."""

    pumps: Pumps
    sink: Counting
    chance: random.Random
    server: int
    done: Callable[[], object]
    messages: int = 0
    seconds: float = 0.0
    cpu: float = 0.0
    server_cpu: float = 0.0
    sink_cpu: float = 0.0
    memory: float = 0.0
    freezing: list[float] = field(default_factory=list)
    lags: list[float] = field(default_factory=list)
    kills: int = 0
    unknown_per_kill: list[int] = field(default_factory=list)
    releases: list[Release] = field(default_factory=list)

    def at_full_rate(self, seconds: float) -> None:
        """Write to everybody, again and again, until it took so long; freezing is timed apart."""
        while not self.seconds or self.seconds < seconds:
            snapshot_began = time.perf_counter()
            snapshot = sending.freeze()
            self.freezing.append(time.perf_counter() - snapshot_began)
            before = self._used()
            began = time.perf_counter()
            release = self._let_go(snapshot)
            self._wait(lambda: _complete(release))  # noqa: B023 - called at once
            self.seconds += time.perf_counter() - began
            after = self._used()
            self.messages += release.snapshot.size
            self.cpu += after[0] - before[0]
            self.server_cpu += after[1] - before[1]
            self.sink_cpu += after[2] - before[2]
            self.pumps.look()
            self.memory = max(self.memory, self.pumps.most_memory)
            self.done()

    def halted(self, times: int) -> None:
        """Halt at random moments of a full rate; how long after each commit was the last accept?"""
        while len(self.lags) < times:
            release = self._let_go(sending.freeze())
            while len(self.lags) < times and self._under_way(release):
                self._halt(release)
            self._wait(lambda: _complete(release))  # noqa: B023 - called at once

    def killed(self, times: int, *, people: int) -> None:
        """Kill senders at random moments and count what became unknown.

        One at a time another that lives takes over, while it goes on sending; all at a time whoever
        is started next does. Which of the two it is, is drawn as well.
        """
        while self.kills < times:
            release = self._let_go(sending.freeze(people))
            while self.kills < times and self._in_hand(release) and self._under_way(release):
                self._kill(release)
            self._wait(lambda: _complete(release))  # noqa: B023 - called at once

    def _halt(self, release: Release) -> None:
        try:
            stop = actions.halt(release=release, by=sending.BY)
        except actions.NotSending:
            return  # the last message left a moment before
        time.sleep(_SETTLED)
        # The row says when, a moment before its commit: nobody gains by that.
        self.lags.append(max(0.0, self.sink.count().last_accept - stop.at.timestamp()))
        release.refresh_from_db()
        actions.resume(release=release, by=sending.BY)
        self.done()

    def _kill(self, release: Release) -> None:
        if self.chance.random() < 0.5:
            before = _unknown(release)
            [dead] = self.pumps.kill(1, self.chance)
            self.pumps.refill()
            self._wait(lambda: not _held(dead))
            self._died(_unknown(release) - before)
        else:
            # Nobody is left to take anything over, so what each of them held can be told apart.
            held = {dead: _held(dead) for dead in self.pumps.kill(self.pumps.number, self.chance)}
            before_of = {dead: _unknown(release, held[dead]) for dead in held}
            self.pumps.refill()
            for dead, parcels in held.items():
                self._wait(lambda: not _held(dead))  # noqa: B023 - called at once
                self._died(_unknown(release, parcels) - before_of[dead])

    def _died(self, unknown: int) -> None:
        self.kills += 1
        self.unknown_per_kill.append(unknown)
        self.done()

    def _in_hand(self, release: Release) -> bool:
        """Wait until every pump holds something: who holds nothing proves nothing by its death.

        Of a handful of parcels there may never be one for each.
        """
        if release.snapshot.size >= _ENOUGH:
            self._wait(lambda: _complete(release) or all(map(_held, self.pumps.numbers)))
        return not _complete(release)

    def _under_way(self, release: Release) -> bool:
        """Wait for a random moment at full rate; false if it ended before."""
        started = self.sink.count().accepted
        self._wait(lambda: self.sink.count().accepted > started or _complete(release))
        time.sleep(self.chance.uniform(0.0, self._span()))
        return not _complete(release)

    def _span(self) -> float:
        """Within how many seconds a moment is drawn: of a short release most later ones would miss it."""
        return min(_SPAN, self.seconds / len(self.freezing)) if self.freezing else _SPAN

    def _let_go(self, snapshot: Snapshot) -> Release:
        # Another week: everybody may be written to as if for the first time.
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {ContactSlot._meta.db_table}")  # noqa: SLF001
        release = sending.let_go(snapshot)
        self.releases.append(release)
        return release

    def _used(self) -> tuple[float, float, float]:
        return self.pumps.cpu, usage.family_cpu(self.server), self.sink.count().cpu

    def _wait(self, happened: Callable[[], bool]) -> None:
        until = time.monotonic() + _PATIENCE
        while not happened():
            if time.monotonic() > until:
                raise TookTooLong(f"it did not end within {_PATIENCE:.0f} s")
            time.sleep(_LOOK)

    def verdict(self) -> dict[str, int]:
        """Every message by what became of it, and what the sink says of it."""
        tallies = [queries.tally(release) for release in self.releases]
        seen = self.sink.count()
        total = sum(tally.total for tally in tallies)
        accepted = sum(tally.accepted for tally in tallies)
        unknown = sum(tally.unknown for tally in tallies)
        # Every recipient has one end; each accepted one was seen, and besides them only unknown ones.
        nowhere = total - accepted - unknown
        unseen = max(0, accepted - seen.distinct) + max(0, seen.distinct - accepted - unknown)
        return {"duplicates": seen.twice, "lost": nowhere + unseen, "unknown_together": unknown}


def _complete(release: Release) -> bool:
    return not Parcel.objects.filter(release=release).exclude(state="finished").exists()


def _held(process: int) -> list[int]:
    """The parcels in the hands of a pump, dead or alive."""
    mine = Parcel.objects.filter(state="claimed", worker__contains=f"-{process}-")
    return list(mine.values_list("pk", flat=True))


def _unknown(release: Release, parcels: Sequence[int] | None = None) -> int:
    found = Outcome.objects.filter(release=release, kind="unknown")
    return (found if parcels is None else found.filter(parcel__in=parcels)).count()


def server_process() -> int:
    """The number of the database server, whose children do its work."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend: int = cursor.fetchone()[0]
    return usage.parent(backend)
