"""The least dear way to fill the most places, as a flow: people on the left, their days between, shifts on the right.

Filling a place comes before everything else; among all ways to fill the most, the one with the most points is taken.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from ortools.graph.python import min_cost_flow

from muster.volunteering import hours
from muster.volunteering.fitness import Demand
from muster.volunteering.planning.columns import Floats, Numbers
from muster.volunteering.planning.fitting import Candidates

# Nobody gets more shifts of one plan, and the second one weighs as if it fitted worse.
EACH: Final = 2
SECOND: Final = 300
# Points run from -1 to 1; costs are whole and never below zero.
SCALE: Final = 1000
_SOURCE, _SINK = 0, 1


class NotSolved(RuntimeError):
    """The solver gave up, which a graph of this shape never makes it do."""


def cost(points: Floats) -> Numbers:
    """What it costs to give a place to somebody with so many points."""
    return np.rint((1.0 - points) * SCALE).astype(np.int64)


def blocks(wanted: Sequence[Demand]) -> list[int]:
    """The day of each shift, all by one clock; days that one shift joins by running over midnight are one."""
    joined: dict[int, int] = {}

    def root(day: int) -> int:
        while joined.setdefault(day, day) != day:
            day = joined[day]
        return day

    [(zone, _times)] = Counter(one.zone for one in wanted).most_common(1)
    spans = [hours.days(one.starts_at, one.ends_at, zone) for one in wanted]
    for first, last in spans:
        for day in range(first.toordinal(), last.toordinal()):
            joined[root(day + 1)] = root(day)
    return [root(first.toordinal()) for first, _last in spans]


def solve(
    wanted: Sequence[Demand],
    found: Sequence[Candidates],
    *,
    stays: Collection[tuple[int, int]] = (),
) -> list[tuple[int, int]]:
    """Pairs of the number of a shift in ``wanted`` and of its candidate in ``found``.

    ``stays`` are pairs of the number of a shift and the row of a person (-1 for somebody who is no row) that are fixed.
    """
    if not wanted:
        return []
    open_ = np.array([one.open for one in wanted], dtype=np.int64)
    for number, _row in stays:
        open_[number] = max(open_[number] - 1, 0)
    day = np.asarray(blocks(wanted), dtype=np.int64)
    arcs = _arcs(found, day, open_, stays)
    if not len(arcs.shift):
        return []
    used = Counter(row for _number, row in stays if row >= 0)
    chosen = _flow(arcs, open_, used)
    return [(int(arcs.shift[one]), int(arcs.spot[one])) for one in chosen]


@dataclass(frozen=True, slots=True)
class Arcs:
    """Every person who may do a shift: the person’s row, the day, the shift, which candidate it is, and the cost."""

    row: Numbers
    day: Numbers
    shift: Numbers
    spot: Numbers
    cost: Numbers


def _arcs(
    found: Sequence[Candidates], day: Numbers, open_: Numbers, stays: Collection[tuple[int, int]]
) -> Arcs:
    """Without full shifts, and without days on which somebody stays where they are."""
    sizes = [len(one.rows) for one in found]
    shift = np.repeat(np.arange(len(found)), sizes)
    spot = np.concatenate([np.arange(size) for size in sizes]).astype(np.int64)
    row = np.concatenate([one.rows for one in found]).astype(np.int64)
    price = cost(np.concatenate([one.points for one in found]))
    kept = open_[shift] > 0
    if stays:
        busy = np.array([_pair(row, int(day[number])) for number, row in stays if row >= 0])
        kept &= ~np.isin(_pair(row, day[shift]), busy)
    return Arcs(row[kept], day[shift][kept], shift[kept], spot[kept], price[kept])


def _pair(row: Any, day: Any) -> Any:
    return row * 10_000_000 + day


def _flow(arcs: Arcs, open_: Numbers, used: Counter[int]) -> Numbers:
    """The arcs through which somebody flows."""
    people, who = np.unique(arcs.row, return_inverse=True)
    days, when = np.unique(_pair(arcs.row, arcs.day), return_inverse=True)
    owner = np.zeros(len(days), dtype=np.int64)
    owner[when] = who
    first_day = 2 + len(people)
    first_shift = first_day + len(days)
    shifts = np.flatnonzero(open_ > 0)
    left = EACH - np.array([used[int(row)] for row in people], dtype=np.int64)
    one, two = np.flatnonzero(left >= 1), np.flatnonzero(left >= EACH)
    # Whoever stays somewhere has had their first; a further one is their second.
    dear = np.where(left[one] >= EACH, 0, SECOND)
    solver = min_cost_flow.SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(
        *_table(np.full(len(one), _SOURCE), 2 + one, 1, dear)
    )
    solver.add_arcs_with_capacity_and_unit_cost(
        *_table(np.full(len(two), _SOURCE), 2 + two, 1, SECOND)
    )
    solver.add_arcs_with_capacity_and_unit_cost(
        *_table(2 + owner, first_day + np.arange(len(days)), 1, 0)
    )
    solver.add_arcs_with_capacity_and_unit_cost(
        *_table(first_shift + shifts, np.full(len(shifts), _SINK), open_[shifts], 0)
    )
    doing = solver.add_arcs_with_capacity_and_unit_cost(
        *_table(first_day + when, first_shift + arcs.shift, 1, arcs.cost)
    )
    total = int(open_.sum())
    solver.set_node_supply(_SOURCE, total)
    solver.set_node_supply(_SINK, -total)
    if solver.solve_max_flow_with_min_cost() != solver.OPTIMAL:
        raise NotSolved
    return np.flatnonzero(solver.flows(doing))


def _table(tail: Numbers, head: Numbers, capacity: Any, price: Any) -> tuple[Numbers, ...]:
    """One arc for each head, as the solver takes them."""
    size = len(head)
    return tuple(
        np.broadcast_to(np.asarray(one, dtype=np.int64), (size,)).copy()
        for one in (tail, head, capacity, price)
    )
