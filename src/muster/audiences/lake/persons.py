"""Sums of facts, given from the keys they hang on to the people whom these keys belong to now."""

from dataclasses import dataclass

import numpy as np

from muster.audiences.lake.counting import Ask, Sums
from muster.audiences.lake.records import Mask, Whole
from muster.audiences.lake.standing import NOBODY, Standing


@dataclass(frozen=True, slots=True)
class PerPerson:
    """Sums of facts for each number of a person."""

    times: Whole
    amount: Whole
    latest: Whole

    @classmethod
    def of(cls, standing: Standing, ask: Ask, now: int) -> "PerPerson":
        """Give the sums of each key to whom it belongs now."""
        parts: list[Sums] = [standing.base.summed(ask), standing.arrived(ask, now)]
        owned = [standing.owners(part.keys) for part in parts]
        size, known = standing.size, [one != NOBODY for one in owned]
        times = np.zeros(size, np.int64)
        amount, latest = np.zeros(0, np.int64), np.zeros(0, np.int64)
        if ask.full:
            amount, latest = np.zeros(size, np.int64), np.full(size, np.iinfo(np.int64).min)
        for part, owners, mine in zip(parts, owned, known, strict=True):
            if not len(owners):
                continue
            times += np.bincount(owners[mine], part.times[mine], minlength=size).astype(np.int64)
            if ask.full:
                np.add.at(amount, owners[mine], part.amount[mine])
                np.maximum.at(latest, owners[mine], part.latest[mine])
        return cls(times, amount, latest)


def followed(standing: Standing, first: Ask, later: Ask, gap: int, now: int) -> Mask:
    """Tell who did one thing and then another, at most ``gap`` microseconds after it."""
    before, after = (_each(standing, ask, now) for ask in (first, later))
    # Moments are numbered, so that person and moment fit into one whole number.
    moments = np.unique(after[1])
    wide = np.int64(len(moments) + 1)
    held = np.sort(after[0] * wide + np.searchsorted(moments, after[1]))
    people = before[0] * wide
    start = people + np.searchsorted(moments, before[1], side="right")
    stop = people + np.searchsorted(moments, before[1] + gap, side="right")
    hit = np.searchsorted(held, stop) > np.searchsorted(held, start)
    found = np.zeros(standing.size, np.bool_)
    found[before[0][hit]] = True
    return found


def _each(standing: Standing, ask: Ask, now: int) -> tuple[Whole, Whole]:
    """Return whose each fact is and when it was."""
    parts = [standing.base.summed(ask), standing.arrived(ask, now)]
    owners = standing.owners(np.concatenate([part.keys for part in parts]).astype(np.int64))
    moments = np.concatenate([part.latest for part in parts])
    mine = owners != NOBODY
    return owners[mine].astype(np.int64), moments[mine]
