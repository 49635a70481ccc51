"""Lakes of any size, sorted and written by the code of a real rebuild, with the deeds handed in instead of read."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from muster.audiences.lake import exporting, layout
from muster.audiences.lake.layout import Manifest
from muster.audiences.lake.writing import Writer
from muster.proof.benches.choosing.deeds import Deeds

# What is summed up over the facts; the other tables are of people.
_SUMS: Final = ("totals", "sources", "ranges")


@dataclass(frozen=True, slots=True)
class Built:
    """A lake and what it took: ``seconds`` of sorting and writing, without the making of the deeds."""

    folder: Path
    manifest: Manifest
    seconds: float

    @property
    def as_of(self) -> datetime:
        """The moment up to which it knows everything."""
        return datetime.fromisoformat(self.manifest.built_at)

    @property
    def mb(self) -> float:
        """What its files hold."""
        return layout.size(self.folder, self.manifest) / 1e6


def read_out() -> float:
    """Facts a second out of PostgreSQL as columns, by the two connections of a rebuild, which keeps none of them."""

    def many(month: str, mine: exporting.Snapshot) -> int:
        return sum(batch.num_rows for batch in mine.facts(month))

    with exporting.snapshot() as moment, exporting.readers(moment) as pair:
        began = time.perf_counter()
        facts = sum(pair.each(many))
        return facts / (time.perf_counter() - began)


def rebuilt(folder: Path) -> Built:
    """The lake of what PostgreSQL holds, as ``muster lake rebuild`` makes it."""
    from muster.audiences.lake import building

    began = time.perf_counter()
    manifest = building.rebuild(folder)
    return Built(folder, manifest, time.perf_counter() - began)


def invented(folder: Path, deeds: Deeds, beside: Built) -> Built:
    """A lake of other deeds of the same people, whose records it shares with the lake ``beside``."""
    folder.mkdir(mode=0o700)
    for name, file in beside.manifest.tables.items():
        if name not in _SUMS:
            os.link(beside.folder / file, folder / file)
    writer = Writer(folder)
    months, seconds = [], 0.0
    for name in deeds.months:
        facts = deeds.month(name)
        began = time.perf_counter()
        months.append(writer.month(name, facts.to_reader(65_536)))
        seconds += time.perf_counter() - began
    began = time.perf_counter()
    tables = beside.manifest.tables | writer.sums(months, beside.manifest.horizon)
    manifest = replace(beside.manifest, months=tuple(months), tables=tables)
    layout.publish(folder, manifest)
    return Built(folder, manifest, seconds + time.perf_counter() - began)
