"""One run of the bench from an empty installation to its last answer. While one thing is timed, nothing else runs."""

from __future__ import annotations

import argparse
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar

from django.db import connection

from muster.kit import clock
from muster.proof.benches.choosing import asked, baselines, crowd, lakes, loading, reading
from muster.proof.benches.choosing.baselines import Answer
from muster.proof.benches.choosing.deeds import Deeds, Numbers
from muster.proof.benches.choosing.lakes import Built

GROWN: Final = (0.25, 0.5, 0.75)  # of all facts, besides all of them
PARTS: Final = 11
_MANY: Final = 200_000
Result = TypeVar("Result")


@dataclass(slots=True)
class Measured:
    """Everything that was built, asked and timed."""

    options: argparse.Namespace
    facts_in_postgres: int = 0
    postgres_mb: float = 0.0
    # Facts a second, read out of PostgreSQL and nothing else.
    read_out: float = 0.0
    # What PostgreSQL holds, and all facts; the same where all of them went through PostgreSQL.
    exported: Built | None = None
    great: Built | None = None
    by_hand: dict[str, Answer] = field(default_factory=dict)
    peers: dict[str, Answer] = field(default_factory=dict)
    first: dict[str, Any] = field(default_factory=dict)
    last: dict[str, Any] = field(default_factory=dict)
    # Facts, and milliseconds of each whole question.
    growth: list[tuple[int, dict[str, float]]] = field(default_factory=list)
    # Seconds of each part of the run.
    parts: dict[str, float] = field(default_factory=dict)


class Play:
    """A run on this throw-away installation."""

    def __init__(self, options: argparse.Namespace, home: Path, done: Callable[[], object]) -> None:
        self._options, self._home, self._done = options, home, done
        self._now = clock.now()
        self._measured = Measured(options)
        with connection.cursor() as cursor:
            cursor.execute("SELECT code FROM places_region ORDER BY code")
            self._crowd = crowd.gather(
                options.people, [code for (code,) in cursor.fetchall()], self._now
            )
        self._numbers = Numbers({}, {}, {})

    def through(self) -> Measured:
        """Fill, build, ask in every hand, and grow."""
        found = self._measured
        few = min(self._options.facts, self._options.postgres_facts)
        self._part("people", self._people)
        found.facts_in_postgres = self._part("facts", lambda: loading.facts(self._deeds(few)))
        self._part("settle", loading.settle)
        found.postgres_mb = loading.tables_mb()
        found.read_out = self._part("read out", lakes.read_out)
        exported = self._part("rebuild", lambda: lakes.rebuilt(self._home / "lake"))
        found.exported = found.great = exported
        self._part("others", lambda: self._others(exported))
        if few == self._options.facts:
            found.first = found.last = self._part("ask", lambda: self._ask(exported, fully=True))
            return found
        found.first = self._part("ask", lambda: self._ask(exported))
        great = found.great = self._part("sort", lambda: self._lake(1.0, exported))
        found.last = self._part("ask all", lambda: self._ask(great, fully=True))
        self._part("grow", lambda: self._grow(exported))
        found.growth.append((great.manifest.facts, _times(found.last)))
        return found

    @property
    def _is_large(self) -> bool:
        """Whether a server is given memory and each answer is timed often."""
        return self._crowd.count >= _MANY

    def _part(self, name: str, work: Callable[[], Result]) -> Result:
        began = time.perf_counter()
        result = work()
        self._measured.parts[name] = round(time.perf_counter() - began, 1)
        self._done()
        return result

    def _people(self) -> None:
        if self._is_large:
            loading.give_memory(self._home)
        loading.people(self._crowd)
        self._numbers = loading.numbers()

    def _deeds(self, facts: int) -> Deeds:
        return Deeds(self._crowd, self._numbers, facts, self._now)

    def _others(self, lake: Built) -> None:
        """PostgreSQL in the two other hands."""
        baselines.index()
        loading.settle()
        values = asked.values(lake.as_of, self._numbers.kinds, self._numbers.refs)
        self._measured.by_hand = baselines.by_hand(values)
        self._measured.peers = baselines.peers(values, patience=self._options.patience)

    def _ask(self, lake: Built, *, fully: bool = False) -> dict[str, Any]:
        numbers = self._numbers
        return reading.ask(
            reading.Told(
                folder=str(lake.folder),
                now=lake.manifest.built_at,
                kinds=dict(numbers.kinds),
                refs=dict(numbers.refs),
                briefly=not fully,
                tries=7 if self._is_large else 2,
                step=1 if self._is_large else 4,
                rate=self._options.rate if fully else 0,
            )
        )

    def _lake(self, share: float, beside: Built) -> Built:
        folder = self._home / f"lake-{share}"
        return lakes.invented(folder, self._deeds(round(self._options.facts * share)), beside)

    def _grow(self, beside: Built) -> None:
        """The same two years with fewer facts in each of their months."""
        for share in GROWN[: self._options.smaller]:
            lake = self._lake(share, beside)
            self._measured.growth.append((lake.manifest.facts, _times(self._ask(lake))))
            shutil.rmtree(lake.folder)


def _times(said: dict[str, Any]) -> dict[str, float]:
    return {name: round(one["ms"], 1) for name, one in said["ours"].items()}
