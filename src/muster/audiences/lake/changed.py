"""The records of those who changed since a base was built, as they are now, and to whom each key belongs by them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from muster.audiences.lake.records import SCHEMAS, Mask, Records, Whole

if TYPE_CHECKING:
    from muster.audiences.lake.standing import Base

Bits = npt.NDArray[np.uint8]
NOBODY: Final = -1
Touched = Mapping[int, Mapping[str, list[tuple[Any, ...]]]]


@dataclass(frozen=True)
class Changed:
    """Who changed, beside a base that no longer speaks of them. It stays the same until somebody else changes."""

    base: Base
    people: Touched = field(default_factory=dict)
    # Counts up whenever records are no longer what they were.
    number: int = 0

    @cached_property
    def overlay(self) -> Records:
        """Their records as they are now."""
        rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in SCHEMAS}
        for held in self.people.values():
            for name in SCHEMAS:
                rows[name] += [row[:2] for row in held[name]] if name == "shut" else held[name]
        return Records.of_rows(rows)

    @cached_property
    def size(self) -> int:
        """One more than the highest number of a person."""
        return max(self.base.size, max(self.people, default=0) + 1)

    @cached_property
    def stale(self) -> Mask:
        """Of whom the base no longer speaks; the last place stands for nobody."""
        found = np.zeros(self.size + 1, np.bool_)
        found[list(self.people)] = True
        return found

    @cached_property
    def still(self) -> Bits:
        """Of whom the base still speaks."""
        return np.packbits(~self.stale[:-1])

    @cached_property
    def turns(self) -> Whole:
        """Every moment after the build at which a tag or skill begins or ends, in order."""
        return np.union1d(self.base.turns, self.overlay.turns(self.base.built))

    @cached_property
    def _overlaid(self) -> tuple[Whole, Whole]:
        order = np.argsort(self.overlay.key)
        return self.overlay.key[order], self.overlay.key_person[order]

    def owners(self, keys: Whole) -> Whole:
        """Return to whom each key belongs now, NOBODY where to no one."""
        held = self.base.owners
        if not len(keys) or int(keys.max()) < len(held):
            found = held.take(keys)
        else:
            inside = keys < len(held)
            found = np.where(inside, held[np.where(inside, keys, 0)], NOBODY)
        if not self.people:
            return found
        found = np.where(self.stale[found], NOBODY, found)
        known, persons = self._overlaid
        if len(known):
            place = np.minimum(np.searchsorted(known, keys), len(known) - 1)
            hit = known[place] == keys
            found[hit] = persons[place[hit]]
        return found
