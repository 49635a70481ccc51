"""From deeds and memberships to the sums of teams. Pure, over columns of numbers: two million people fit.

A deed counts for the team in which its person was on Monday; joining counts for the team joined, once in a
life. Per person, week and rule no more than the cap counts. What is taken off is counted step by step (late,
then twice, then circles), so each deed is taken off once and no deduction can ever add anything.
Weeks are counted from one; moments are microseconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

SECOND: Final = 1_000_000
TWICE: Final = 10 * SECOND
TWICE_ELSEWHERE: Final = 86_400 * SECOND
# A week and a kind fit into these; a season has at most 58 weeks.
_WEEKS: Final = 64
_KINDS: Final = 16
FOR_EVER: Final = 63


class Deeds(NamedTuple):
    """What happened, a column each; all equally long."""

    person: Numbers
    week: Numbers
    # The place of its rule.
    kind: Numbers
    ref: Numbers
    key: Numbers
    at: Numbers
    fact: Numbers
    late: Flags
    circle: Flags


class Spells(NamedTuple):
    """Who was in which team on which Mondays: from week ``enters`` until before week ``leaves``."""

    person: Numbers
    group: Numbers
    enters: Numbers
    leaves: Numbers
    # The week in which they joined their first team at all, here; zero elsewhere.
    joins: Numbers
    # Until before this week they are new.
    new_until: Numbers


@dataclass(frozen=True, slots=True)
class Rules:
    """What each kind is worth and how often it counts; ``joined`` is the place of joining, if it counts."""

    points: Sequence[int]
    caps: Sequence[int]
    newcomer: int
    joined: int = -1


class Sums(NamedTuple):
    """A line for each (week, group, kind) and what counts in it, and for each (week, group) how many did anything."""

    parts: dict[tuple[int, int, int], Numbers]
    active: dict[tuple[int, int], int]


def sums(deeds: Deeds, spells: Spells, rules: Rules) -> Sums:
    """Count. The columns of a part are those of ``COLUMNS``."""
    if not len(deeds.person) or not len(spells.person):
        return Sums({}, {})
    slots, place = _slots((deeds.person * _WEEKS + deeds.week) * _KINDS + deeds.kind)
    twice = _twice(deeds, place, len(slots))
    steps = [
        _count(place, keep, len(slots))
        for keep in (
            None,
            ~deeds.late,
            ~deeds.late & ~twice,
            ~deeds.late & ~twice & ~deeds.circle,
        )
    ]
    kind, week, person = slots % _KINDS, slots // _KINDS % _WEEKS, slots // (_KINDS * _WEEKS)
    slot, spell = _meet(person, week, kind, spells, rules.joined)
    return _added(
        person=person[slot], week=week[slot], kind=kind[slot], spells=spells, spell=spell,
        steps=[one[slot] for one in steps], rules=rules,
    )  # fmt: skip


COLUMNS: Final = (
    "people", "deeds", "points", "late", "late_points", "twice", "twice_points", "circle",
    "circle_points",
)  # fmt: skip


def _slots(each: Numbers) -> tuple[Numbers, Numbers]:
    """Every (person, week, kind) once, in order, and the place of each deed among them."""
    bits = max(1, (len(each) - 1).bit_length())
    if int(each.max()).bit_length() + bits < 63:
        # The number and its place in one: sorting numbers is far quicker than sorting places.
        packed = np.sort(each << bits | np.arange(len(each)))
        order, ordered = packed & ((1 << bits) - 1), packed >> bits
    else:
        order = np.argsort(each)
        ordered = each[order]
    start = np.concatenate(([True], ordered[1:] != ordered[:-1]))
    place = np.empty(len(each), np.int64)
    place[order] = np.cumsum(start) - 1
    return ordered[start], place


def _count(place: Numbers, keep: Flags | None, many: int) -> Numbers:
    return np.bincount(place if keep is None else place[keep], minlength=many)


def _twice(deeds: Deeds, place: Numbers, many: int) -> Flags:
    """The same kind about the same thing within seconds, or by another address of the same person within a day."""
    flags = np.zeros(len(place), dtype=bool)
    some = np.flatnonzero(np.bincount(place, minlength=many)[place] > 1)
    order = some[np.lexsort((deeds.fact[some], deeds.at[some], deeds.ref[some], place[some]))]
    before, here = order[:-1], order[1:]
    same = (place[before] == place[here]) & (deeds.ref[before] == deeds.ref[here])
    apart = deeds.at[here] - deeds.at[before]
    elsewhere = deeds.key[before] != deeds.key[here]
    flags[here[same & ((apart <= TWICE) | (elsewhere & (apart <= TWICE_ELSEWHERE)))]] = True
    return flags


def _meet(
    person: Numbers, week: Numbers, kind: Numbers, spells: Spells, joined: int
) -> tuple[Numbers, Numbers]:
    """Which slot counts in which spell. Both are ordered by person."""
    first, many = _runs(spells.person, person)
    slot = np.repeat(np.arange(len(person)), many)
    spell = np.repeat(first - np.cumsum(many) + many, many) + np.arange(len(slot))
    when = week[slot]
    there = (spells.enters[spell] <= when) & (when < spells.leaves[spell])
    counts = np.where(kind[slot] == joined, spells.joins[spell] == when, there)
    return slot[counts], spell[counts]


def _runs(ordered: Numbers, asked: Numbers) -> tuple[Numbers, Numbers]:
    """Where each asked number begins in an ordered row, and how often it stands there."""
    most = int(max(ordered[-1], asked.max())) if len(asked) else 0
    if most < 32 * len(ordered) + 1_000_000:
        # Numbers lie close, so that a table answers at once.
        counts = np.bincount(ordered, minlength=most + 1)
        return (np.cumsum(counts) - counts)[asked], counts[asked]
    first = np.searchsorted(ordered, asked, side="left")
    return first, np.searchsorted(ordered, asked, side="right") - first


def _added(
    *, person: Numbers, week: Numbers, kind: Numbers, spells: Spells, spell: Numbers,
    steps: Sequence[Numbers], rules: Rules,
) -> Sums:  # fmt: skip
    """Add up what counts, by cell and by team."""
    groups = np.flatnonzero(np.bincount(spells.group))
    teams = np.zeros(int(groups[-1]) + 1, np.int64)
    teams[groups] = np.arange(len(groups))
    team = teams[spells.group[spell]]
    new = (week < spells.new_until[spell]) & (kind != rules.joined)
    worth = np.asarray(rules.points)[kind] * np.where(new, rules.newcomer, 100)
    cap = np.asarray(rules.caps)[kind]
    everything, timely, once, good = (np.minimum(one, cap) * worth for one in steps)
    columns = [
        steps[3] > 0,
        steps[3],
        good,
        steps[0] - steps[1],
        everything - timely,
        steps[1] - steps[2],
        timely - once,
        steps[2] - steps[3],
        once - good,
    ]
    cell = (week * len(groups) + team) * _KINDS + kind
    many = _WEEKS * len(groups) * _KINDS
    added = np.stack([_summed(cell, one, many) for one in columns], axis=1)
    filled = np.flatnonzero(added.any(axis=1))
    return Sums(
        {
            (int(one // _KINDS // len(groups)), int(groups[one // _KINDS % len(groups)]), int(one % _KINDS)): added[one]
            for one in filled
        },
        _active(person * _WEEKS + week, week * len(groups) + team, groups, steps[3] > 0),
    )  # fmt: skip


def _summed(cell: Numbers, column: Numbers | Flags, many: int) -> Numbers:
    """The sum of a column in each cell. Sums of whole numbers below 2**53 are exact."""
    if not column.any():
        return np.zeros(many, np.int64)
    return np.bincount(cell, weights=column, minlength=many).astype(np.int64)


def _active(who: Numbers, cell: Numbers, groups: Numbers, did: Flags) -> dict[tuple[int, int], int]:
    """How many people of each team did anything in a week; what one person did in a week stands together."""
    who, cell = who[did], cell[did]
    first = np.concatenate(([True], who[1:] != who[:-1]))[: len(who)]
    many = np.bincount(cell[first])
    return {
        (int(one // len(groups)), int(groups[one % len(groups)])): int(many[one])
        for one in np.flatnonzero(many)
    }


def spells(
    *, person: Numbers, group: Numbers, joined: Numbers, left: Numbers, row: Numbers, mondays: Numbers,
    new_for: int,
) -> Spells:  # fmt: skip
    """Memberships as spells of Mondays. A person joined from two records is in the team they joined first."""
    order = np.argsort(person, kind="stable")
    order = _by_joining(order, person, joined, row)
    person, group, joined, left = person[order], group[order], joined[order], left[order]
    start = np.concatenate(([True], person[1:] != person[:-1]))[: len(person)]
    which = np.cumsum(start) - 1
    first = joined[start][which] if len(person) else joined
    enters = np.searchsorted(mondays, joined, side="left") + 1
    leaves = np.searchsorted(mondays, left, side="left") + 1
    leaves[left > mondays[-1]] = FOR_EVER
    # The end of the earlier memberships of the same person, as a running maximum.
    ends = np.maximum.accumulate(which * _WEEKS + leaves) - which * _WEEKS
    taken = np.where(start, 0, np.concatenate(([0], ends[:-1]))[: len(person)])
    return Spells(
        person,
        group,
        np.maximum(enters, taken),
        leaves,
        np.where(start, np.searchsorted(mondays, joined, side="right"), 0),
        np.searchsorted(mondays, first + new_for, side="left") + 1,
    )


def _by_joining(order: Numbers, person: Numbers, joined: Numbers, row: Numbers) -> Numbers:
    """Put the memberships of one person in the order in which they joined; most people have one."""
    ordered = person[order]
    same = ordered[1:] == ordered[:-1]
    several = np.flatnonzero(np.concatenate((same, [False])) | np.concatenate(([False], same)))[
        : len(order)
    ]
    some = order[several]
    order[several] = some[np.lexsort((row[some], joined[some], person[some]))]
    return order


def heads(found: Spells, weeks: int) -> dict[tuple[int, int], int]:
    """How many people each team was on each Monday."""
    there = found.leaves > found.enters
    group, enters, leaves = found.group[there], found.enters[there], found.leaves[there]
    most = (int(group.max(initial=0)) + 1) * _WEEKS
    come = np.bincount(group * _WEEKS + enters, minlength=most)
    go = np.bincount(group * _WEEKS + leaves, minlength=most)
    many = np.cumsum((come - go).reshape(-1, _WEEKS), axis=1)
    return {
        (week, int(one)): int(many[one, week])
        for one in np.flatnonzero(many[:, 1 : weeks + 1].any(axis=1))
        for week in range(1, weeks + 1)
        if many[one, week]
    }
