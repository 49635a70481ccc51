"""The people of a plan as columns of numbers, so that one shift is held beside twenty thousand of them at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from muster.volunteering import hours
from muster.volunteering.fitness import AT_PLACE, FROM_HOME, Volunteer

Numbers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

NOT_THEN, THEN, UNKNOWN = 0, 1, 2
_DAY: Final = timedelta(days=1)


@dataclass(slots=True)
class Columns:
    """One row for each person, in the order of their latitude; who has none stands at the end."""

    people: list[Volunteer]
    position: dict[int, int]
    latitude: Floats
    longitude: Floats
    max_km: Floats
    region: Numbers
    zone: Numbers
    speaks: Numbers
    needs: Numbers
    at_place: Flags
    from_home: Flags
    asked_days: Floats  # infinite where nobody ever asked
    hours_month: Floats
    regions: dict[str, int]
    zones: list[str]
    bits: dict[str, int]
    free: Free

    @classmethod
    def of(cls, people: Sequence[Volunteer], *, at: datetime) -> Columns:
        """The columns of some people at a moment."""
        rows = sorted(people, key=lambda one: _far(one.latitude))
        bits: dict[str, int] = {}
        regions = _numbered(one.region for one in rows)
        zones = _numbered(one.zone for one in rows)
        asked = [
            np.inf if one.asked_at is None else max((at - one.asked_at) / _DAY, 0.0) for one in rows
        ]
        zone = np.array([zones[one.zone] for one in rows], dtype=np.int64)
        return cls(
            people=rows,
            position={one.person_id: row for row, one in enumerate(rows)},
            latitude=np.array([_far(one.latitude) for one in rows], dtype=np.float64),
            longitude=np.array([_nan(one) for one in rows], dtype=np.float64),
            max_km=np.array([one.max_km for one in rows], dtype=np.float64),
            region=np.array([regions[one.region] for one in rows], dtype=np.int64),
            zone=zone,
            speaks=np.array([_mask(one.languages, bits) for one in rows], dtype=np.int64),
            needs=np.array([_mask(one.access, bits) for one in rows], dtype=np.int64),
            at_place=np.array([not one.ways or bool(one.ways & AT_PLACE) for one in rows], dtype=bool),
            from_home=np.array([not one.ways or bool(one.ways & FROM_HOME) for one in rows], dtype=bool),
            asked_days=np.array(asked, dtype=np.float64),
            hours_month=np.array([one.hours_month for one in rows], dtype=np.float64),
            regions=regions,
            zones=list(zones),
            bits=bits,
            free=Free(rows, zone, list(zones)),
        )  # fmt: skip

    def mask(self, words: Iterable[str]) -> int:
        """Some words as bits; a word that no person has changes nothing for anybody."""
        return sum(1 << self.bits[word] for word in words if word in self.bits)


class Free:
    """When people are free, away or busy; the same time of two shifts is looked up once."""

    def __init__(self, rows: Sequence[Volunteer], zone: Numbers, zones: list[str]) -> None:
        self.zone, self.zones, self.size = zone, zones, len(rows)
        self.unknown = np.array([not one.free for one in rows], dtype=bool)
        self.weekly = _weekly(rows)
        self.away = _table(
            (row, first.toordinal(), last.toordinal())
            for row, one in enumerate(rows)
            for first, last in one.away
        )
        self.taken = _table(
            (row, int(taken.starts_at.timestamp()), int(taken.ends_at.timestamp()), taken.shift_id)
            for row, one in enumerate(rows)
            for taken in one.taken
            if taken.holds
        )
        self.signed: dict[int, list[int]] = defaultdict(list)
        self.spent: dict[tuple[int, int], Floats] = {}
        for row, one in enumerate(rows):
            for taken in one.taken:
                self.signed[taken.shift_id].append(row)
                if taken.holds:
                    self._spend(row, one.zone, taken.starts_at, taken.ends_at)
        self._known: dict[tuple[datetime, datetime], npt.NDArray[np.int8]] = {}

    def then(self, starts_at: datetime, ends_at: datetime, shift_id: int) -> npt.NDArray[np.int8]:
        """For each row ``THEN``, ``NOT_THEN`` or ``UNKNOWN``."""
        known = self._known.get((starts_at, ends_at))
        if known is None:
            known = self._known[starts_at, ends_at] = self._then(starts_at, ends_at)
        if not len(self.taken):
            return known
        begins, ends = starts_at.timestamp(), ends_at.timestamp()
        rows, first, last, shifts = self.taken.T
        busy = rows[(first < ends) & (last > begins) & (shifts != shift_id)]
        if not len(busy):
            return known
        found = known.copy()
        found[busy] = NOT_THEN
        return found

    def hours_spent(self, at: datetime) -> Floats | float:
        """What each has taken on already in the month of a moment, by their own clock."""
        months = [hours.month(at, zone) for zone in self.zones]
        if len(set(months)) == 1:
            return self.spent.get(months[0], 0.0)
        found = np.zeros(self.size)
        for number, month in enumerate(months):
            spent = self.spent.get(month)
            if spent is not None:
                found = np.where(self.zone == number, spent, found)
        return found

    def _then(self, starts_at: datetime, ends_at: datetime) -> npt.NDArray[np.int8]:
        found = np.where(self.unknown, UNKNOWN, NOT_THEN).astype(np.int8)
        for number, zone in enumerate(self.zones):
            here = self.zone == number
            free = here.copy()
            for weekday, start, end in hours.parts(starts_at, ends_at, zone):
                rows, first, after = self.weekly[weekday]
                fits = np.zeros(self.size, dtype=bool)
                fits[rows[(first <= start) & (after >= end)]] = True
                free &= fits
            found[free] = THEN
            if len(self.away):
                begins, ends = hours.days(starts_at, ends_at, zone)
                rows, first, last = self.away.T
                gone = rows[(first <= ends.toordinal()) & (last >= begins.toordinal())]
                found[gone[here[gone]]] = NOT_THEN
        return found

    def _spend(self, row: int, zone: str, starts_at: datetime, ends_at: datetime) -> None:
        month = hours.month(starts_at, zone)
        if month not in self.spent:
            self.spent[month] = np.zeros(self.size)
        self.spent[month][row] += hours.length(starts_at, ends_at)


def _weekly(rows: Sequence[Volunteer]) -> list[tuple[Numbers, Numbers, Numbers]]:
    """By weekday: whose, from which minute, until which; free times that touch are one."""
    found: list[list[tuple[int, int, int]]] = [[] for _day in range(7)]
    for row, one in enumerate(rows):
        run: tuple[int, int, int] | None = None
        for weekday, first, after in sorted(one.free):
            if run is not None and run[0] == weekday and first <= run[2]:
                run = (weekday, run[1], max(run[2], after))
            else:
                if run is not None:
                    found[run[0]].append((row, run[1], run[2]))
                run = (weekday, first, after)
        if run is not None:
            found[run[0]].append((row, run[1], run[2]))
    return [tuple(_table(day, 3).T) for day in found]


def _table(rows: Iterable[tuple[int, ...]], width: int = 0) -> Numbers:
    listed = list(rows)
    if not listed:
        return np.zeros((0, width), dtype=np.int64)
    return np.array(listed, dtype=np.int64)


def _numbered(words: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for word in words:
        found.setdefault(word, len(found))
    return found


def _mask(words: Iterable[str], bits: dict[str, int]) -> int:
    return sum(1 << bits.setdefault(word, len(bits) % 62) for word in words)


def _far(latitude: float | None) -> float:
    return np.inf if latitude is None else latitude


def _nan(one: Volunteer) -> Any:
    return np.nan if one.longitude is None or one.latitude is None else one.longitude
