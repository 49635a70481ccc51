"""Our own answers by the way a page goes, at a moment that stands still, so that all hands count the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

import duckdb
import numpy as np

from muster.audiences import compiler, live, lookup
from muster.audiences.definition import Definition
from muster.audiences.definition import text as spelling
from muster.audiences.engines import nodes
from muster.audiences.lake import holding, layout
from muster.audiences.reach import Measure
from muster.audiences.world import World
from muster.kit.scope import Scope
from muster.proof.benches.choosing.crowd import Whole

ALL: Final = Scope.EVERYONE


class NotByTheLake(AssertionError):
    """PostgreSQL would have to be asked, which is not what is measured."""


class Ours:
    """What a web process does for one answer after the other, from the text of a definition on."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        # What sets cannot answer yet, so that SQL over the lake was asked.
        self.by_sql: set[str] = set()

    def count(self, text: str, *, is_now: bool = False) -> int:
        """How many there are, as of the moment that stands still, or as of right now."""
        definition, world = self._read(text, is_now=is_now)
        found = live.count(definition, ALL, world=world)
        if found is None and not is_now:
            self.by_sql.add(text)
            return len(self.listed(text))
        if found is None:
            raise NotByTheLake(text)
        return found

    def answer(self, text: str) -> Measure | None:
        """All that the page of a definition says: by region and by channel, with ten drawn."""
        definition, world = self._read(text)
        return live.measure(definition, ALL, purpose="news", world=world, seed=1)

    def members(self, text: str) -> Whole:
        """Who they are."""
        definition, world = self._read(text)
        found = live.members(definition, ALL, world=world)
        return self.listed(text) if found is None else np.asarray(found, dtype=np.int64)

    def listed(self, text: str) -> Whole:
        """Who they are by the other way: the whole definition as SQL over the lake, as lists are made."""
        definition, world = self._read(text)
        folder = layout.home()
        manifest = layout.current(folder)
        if manifest is None:
            raise NotByTheLake(text)
        files = {name: [folder / file] for name, file in manifest.tables.items()}
        files["facts"] = [folder / month.file for month in manifest.months]
        with duckdb.connect() as engine:
            for name, some in files.items():
                engine.read_parquet([str(one) for one in some]).create_view(name)
            plan = compiler.plan(definition, ALL, world)
            found = engine.execute(nodes.written(plan, "duckdb")).fetchnumpy()
        return np.asarray(found["id"], dtype=np.int64)

    def forget(self) -> None:
        """Let go of every answer, as if the lake had just been opened."""
        standing = holding.standing(now=self._now)
        if standing is None:
            raise NotByTheLake
        standing.base.bits.clear()
        standing.base.sums.clear()

    def _read(self, text: str, *, is_now: bool = False) -> tuple[Definition, World]:
        definition = spelling.read(text)
        world = lookup.world([definition])
        return definition, world if is_now else replace(world, now=self._now)
