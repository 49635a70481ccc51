"""Who may do one shift of a plan, and how well it fits each: what ``fitness`` says, for everybody at once."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from math import cos, radians
from typing import Final

import numpy as np
import numpy.typing as npt

from muster.places.distance import EARTH_RADIUS_KM
from muster.volunteering import fitness
from muster.volunteering.fitness import Demand
from muster.volunteering.planning.able import Judged
from muster.volunteering.planning.columns import (
    NOT_THEN,
    THEN,
    UNKNOWN,
    Columns,
    Flags,
    Floats,
    Numbers,
)
from muster.volunteering.volunteers import KM_PER_DEGREE

# For each place so many of the fittest are looked at, and as many others by lot.
FITTEST: Final = 30
BY_LOT: Final = 30
EACH_PLACE: Final = 3
# Why nobody is left: languages, what they need of a place, in which way they help.
CONDITIONS: Final = "conditions"


@dataclass(frozen=True, slots=True)
class Candidates:
    """Rows of people for one shift, with their points; ``stopped`` says what left nobody, where nobody is left."""

    rows: Numbers
    points: Floats
    fitting: int
    stopped: str = ""


def candidates(
    columns: Columns, wanted: Demand, *, judged: Judged, refused: Collection[int] = ()
) -> Candidates:
    """Those from whom the plan chooses."""
    rows, stopped = _fitting(columns, wanted, judged=judged, refused=refused)
    if not len(rows):
        return Candidates(rows, np.zeros(0), 0, stopped)
    points = scored(columns, wanted, rows)
    fittest = max(FITTEST, EACH_PLACE * wanted.open)
    if len(rows) <= fittest + BY_LOT:
        return Candidates(rows, points, len(rows))
    ranked = np.argsort(-points, kind="stable")
    lot = np.random.default_rng(wanted.shift_id)
    others = lot.choice(ranked[fittest:], size=BY_LOT, replace=False)
    chosen = np.concatenate([ranked[:fittest], others])
    return Candidates(rows[chosen], points[chosen], len(rows))


def _fitting(
    columns: Columns, wanted: Demand, *, judged: Judged, refused: Collection[int]
) -> tuple[Numbers, str]:
    """Step by step from everybody around to those who fit; the step that leaves nobody is the reason."""
    rows = _around(columns, wanted)
    steps: tuple[tuple[str, Callable[[Numbers], Flags]], ...] = (
        (fitness.FAR, lambda rows: _within(columns, wanted, rows)),
        (fitness.UNQUALIFIED, lambda rows: judged.able(wanted, columns.position, rows)),
        (CONDITIONS, lambda rows: _conditions(columns, wanted, rows, refused)),
        (fitness.NOT_FREE, lambda rows: _then(columns, wanted)[rows] != NOT_THEN),
        (fitness.ASKED, lambda rows: columns.asked_days[rows] >= fitness.NEVER_WITHIN),
    )
    for name, passes in steps:
        rows = rows[passes(rows)]
        if not len(rows):
            return rows, name
    return rows, ""


def _around(columns: Columns, wanted: Demand) -> Numbers:
    """Those in the band of latitudes that can be within reach, and whoever’s place nobody knows."""
    size = len(columns.people)
    if not wanted.placed or wanted.latitude is None:
        return np.arange(size)
    high = columns.max_km.max(initial=0.0) / KM_PER_DEGREE
    low, top = np.searchsorted(columns.latitude, [wanted.latitude - high, wanted.latitude + high])
    unknown = np.searchsorted(columns.latitude, np.inf)
    near = np.arange(low, min(top + 1, unknown))
    if wanted.longitude is not None:
        # A degree of longitude is shorter the further north; a little more than that, to lose nobody.
        wide = high * 1.01 / max(cos(radians(min(abs(wanted.latitude) + high, 89.0))), 0.01)
        near = near[np.abs(columns.longitude[near] - wanted.longitude) <= wide]
    return np.concatenate([near, np.arange(unknown, size)])


def _within(columns: Columns, wanted: Demand, rows: Numbers) -> Flags:
    if wanted.online:
        return np.ones(len(rows), dtype=bool)
    same: Flags = np.ones(len(rows), dtype=bool)
    if wanted.region:
        same = np.equal(columns.region[rows], columns.regions.get(wanted.region, -1))
    if not wanted.placed:
        return same
    km = distances(columns, wanted, rows)
    near: Flags = np.where(np.isnan(km), same, km <= columns.max_km[rows])
    return near


def _conditions(columns: Columns, wanted: Demand, rows: Numbers, refused: Collection[int]) -> Flags:
    """Languages, what they need of a place, in which way they help; and who was decided on or is there already."""
    fits = (columns.from_home if wanted.online else columns.at_place)[rows].copy()
    if wanted.languages:
        fits &= (columns.speaks[rows] & columns.mask(wanted.languages)) != 0
    if not wanted.online:
        fits &= (columns.needs[rows] & ~columns.mask(wanted.access)) == 0
    out = [*columns.free.signed.get(wanted.shift_id, ())]
    out += [columns.position[one] for one in refused if one in columns.position]
    return fits & ~np.isin(rows, out) if out else fits


def _then(columns: Columns, wanted: Demand) -> npt.NDArray[np.int8]:
    return columns.free.then(wanted.starts_at, wanted.ends_at, wanted.shift_id)


def distances(columns: Columns, wanted: Demand, rows: Numbers) -> Floats:
    """Kilometres from each to the shift; not a number where nobody knows."""
    if not wanted.placed or wanted.latitude is None or wanted.longitude is None:
        return np.full(len(rows), np.nan)
    degrees = columns.latitude[rows]
    latitude = np.radians(np.where(np.isinf(degrees), np.nan, degrees))
    half_north = np.sin((radians(wanted.latitude) - latitude) / 2) ** 2
    half_east = np.sin(np.radians(wanted.longitude - columns.longitude[rows]) / 2) ** 2
    chord = half_north + np.cos(latitude) * cos(radians(wanted.latitude)) * half_east
    km: Floats = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(1.0, chord)))
    return km


def scored(columns: Columns, wanted: Demand, rows: Numbers) -> Floats:
    """The points of ``fitness``, for many."""
    near = np.full(len(rows), 1.0 if wanted.online else fitness.SOMEWHERE)
    km = distances(columns, wanted, rows)
    known = ~np.isnan(km)
    near[known] = np.maximum(1.0 - km[known] / np.maximum(columns.max_km[rows][known], 1.0), 0.0)
    then = _then(columns, wanted)[rows]
    time = np.where(then == UNKNOWN, fitness.TIME_UNKNOWN, fitness.TIME * (then == THEN))
    days = columns.asked_days[rows]
    spent = columns.free.hours_spent(wanted.starts_at)
    left = columns.hours_month[rows] - (spent if isinstance(spent, float) else spent[rows])
    enough = np.clip(left / wanted.hours, 0.0, 1.0)
    lately = np.where(days < fitness.LATE_WITHIN, fitness.LATELY, 0.0)
    return fitness.NEAR * near + time + fitness.REST * _rest(days) + fitness.HOURS * enough - lately


def _rest(days: Floats) -> Floats:
    back, span = fitness.BACK, fitness.RESTED - fitness.LATE_WITHIN
    soon = back * np.minimum(days, fitness.LATE_WITHIN) / fitness.LATE_WITHIN
    later = back + (1 - back) * (np.minimum(days, fitness.RESTED) - fitness.LATE_WITHIN) / span
    return np.where(days < fitness.LATE_WITHIN, soon, later)
