"""One state of the lake as this process holds it, and what came since: the two together are what holds now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow.parquet as pq

from muster.audiences.lake.changed import NOBODY, Bits, Changed, Touched
from muster.audiences.lake.counting import Ask, Counting
from muster.audiences.lake.exporting import start_of
from muster.audiences.lake.keeping import Kept
from muster.audiences.lake.layout import Manifest
from muster.audiences.lake.reading import Months
from muster.audiences.lake.records import Mask, Records, Whole
from muster.audiences.lake.rows import Rows
from muster.audiences.lake.tail import FACT

# One set of two million people takes 250 kB; the sums of one condition up to 16 MB.
MOST_BITS: Final = 64 << 20
MOST_SUMS: Final = 256 << 20


class Base:
    """One state of the lake, opened. It never changes, so every request may read it at once.

    ``before`` is the state in whose place it comes: what both know of sealed months is not asked again.
    """

    def __init__(self, folder: Path, manifest: Manifest, before: "Base | None" = None) -> None:
        self.manifest = manifest
        self.folder = folder
        self.months = Months(folder, manifest)
        self.records = Records.read(folder, manifest)
        people, keys = self.records.ids, self.records.key
        told = (people, self.records.key_person, self.records.trait_person)
        self.size = max(int(one.max(initial=0)) for one in told) + 1
        # To whom each key belongs; ids are dense, since the database counts them.
        owners = np.full(int(keys.max(initial=0)) + 1, NOBODY, np.int32)
        owners[keys] = self.records.key_person
        self.owners = owners
        self.bits: Kept[Bits] = Kept(MOST_BITS, lambda bits: bits.nbytes)
        self.sums: Kept[Rows] = before.sums if before else Kept(MOST_SUMS, lambda rows: rows.nbytes)
        self.facts = Counting(self.months, self.sums)
        self.ahead = _facts_of(self.months.ahead())
        self.built = micros(datetime.fromisoformat(manifest.built_at))
        self.turns = self.records.turns(self.built)

    @cached_property
    def _macs(self) -> tuple[Whole, Whole]:
        held = pq.read_table(self.folder / self.manifest.tables["macs"])
        return np.asarray(held["mac"].to_numpy()), np.asarray(held["key"].to_numpy())

    @cached_property
    def region_of(self) -> Whole:
        """For each number of a person where they live, as the records number regions."""
        found = np.full(self.size, NOBODY, np.int16)
        found[self.records.ids] = self.records.region.numbers
        return found

    def people_of(self, macs: Iterable[str]) -> set[int]:
        """Return whose addresses bear one of these fingerprints."""
        asked = np.asarray([start_of(mac) for mac in macs], dtype=np.int64)
        held, keys = self._macs
        first, last = (np.searchsorted(held, asked, side=side) for side in ("left", "right"))
        found = [keys[a:b] for a, b in zip(first, last, strict=True)]
        return {int(self.owners[key]) for some in found for key in some} - {NOBODY}


@dataclass(frozen=True)
class Standing:
    """What holds at one look: a base, the records of those who changed, and the facts that came since."""

    base: Base
    changed: Changed
    facts: npt.NDArray[Any]
    # When it was looked at, in microseconds.
    looked: int = 0
    # These count up whenever facts of a kind are no longer what they were.
    arrivals: Mapping[int, int] = field(default_factory=dict)

    @property
    def touched(self) -> Touched:
        """The records of those who changed, by their number."""
        return self.changed.people

    @property
    def changes(self) -> int:
        """How often records have changed."""
        return self.changed.number

    @property
    def size(self) -> int:
        """One more than the highest number of a person."""
        return self.changed.size

    @cached_property
    def _coming(self) -> Whole:
        return np.sort(self.facts["at"][self.facts["at"] > self.looked])

    def turned(self, now: int) -> int:
        """How many tags and skills have begun or ended since the lake was built, by now."""
        return int(np.searchsorted(self.changed.turns, now, side="right"))

    def due(self, now: int) -> int:
        """How many facts that lay ahead at the last look have happened by now; told apart before that look."""
        if now < self.looked:
            return -now
        return int(np.searchsorted(self._coming, now, side="right"))

    def of(self, people: Whole) -> Bits:
        """Return some people as a set, one bit a person."""
        found = np.zeros(self.size, np.bool_)
        found[people] = True
        return np.packbits(found)

    def widened(self, bits: Bits) -> Bits:
        """Return a set of the base’s people with room for those who came since."""
        size = (self.size + 7) // 8
        return bits if len(bits) == size else np.pad(bits, (0, size - len(bits)))

    def owners(self, keys: Whole) -> Whole:
        """Return to whom each key belongs now, NOBODY where to no one."""
        return self.changed.owners(keys)

    def arrived(self, ask: Ask, now: int) -> Rows:
        """Return the facts that came since."""
        rows = self.facts
        meant: Mask = (rows["kind"] == ask.kind) & (rows["at"] <= now)
        if ask.refs is not None:
            meant &= np.isin(rows["ref"], ask.refs)
        if ask.money is not None:
            meant &= rows["money"] == ask.money.encode()
        if (ask.least, ask.most) != (None, None):
            # An amount that is missing is never compared; it has no currency either.
            meant &= rows["money"] != b""
        if ask.least is not None:
            meant &= rows["amount"] >= ask.least
        if ask.most is not None:
            meant &= rows["amount"] <= ask.most
        if ask.since is not None:
            meant &= rows["at"] > micros(ask.since)
        mine = rows[meant]
        return Rows(mine["key"], None, mine["amount"], mine["at"])


def micros(at: datetime) -> int:
    """Return a moment in microseconds since 1970."""
    return round(at.timestamp() * 1_000_000)


def _facts_of(table: Any) -> npt.NDArray[Any]:
    found = np.zeros(table.num_rows, FACT)
    if table.num_rows:
        for name in ("kind", "ref", "key", "source"):
            found[name] = table[name].to_numpy()
        found["at"] = table["moment"].to_numpy().astype("datetime64[us]").astype(np.int64)
        found["amount"] = table["amount"].fill_null(0).to_numpy()
        found["money"] = [(one or "").encode() for one in table["currency"].to_pylist()]
    return found
