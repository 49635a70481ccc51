"""Looks at a finished plan and says whether a better one exists among the same candidates; it solves nothing itself.

A plan is a flow. It fills the most places if no way leads from an unused person to an empty place by moving others
about, and among those it is the least dear if no round of such moves would save anything: no cycle of what is left
has a negative cost. Both are looked for in the plan as it was handed over. Beside it stands what greed would do.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np

Numbers = Any
# A cycle that saves something shows itself after as many rounds as there are nodes; long before that all is settled.
_ROUNDS = 5_000


@dataclass(frozen=True, slots=True)
class Choices:
    """Who may do what: for each pair the person, the day, the shift and the cost; ``taken`` where the plan chose it."""

    person: Numbers
    day: Numbers
    shift: Numbers
    cost: Numbers
    taken: Numbers
    slots: Numbers
    # The second shift of a person costs so much more, and nobody gets a third.
    second: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many places stay empty, and what the rest costs, a person’s second shift included."""

    empty: int
    cost: int


def of_plan(found: Choices) -> Outcome:
    """What the plan comes to."""
    return _outcome(found, np.flatnonzero(found.taken))


def of_greed(found: Choices) -> Outcome:
    """The best fitting pair first, then the next that is still possible, as one would by hand."""
    seats, each = found.slots.copy(), Counter[int]()
    days: set[tuple[int, int]] = set()
    chosen = []
    for pair in np.argsort(found.cost, kind="stable"):
        who, shift = int(found.person[pair]), int(found.shift[pair])
        day = (who, int(found.day[pair]))
        if seats[shift] and each[who] < 2 and day not in days:
            seats[shift] -= 1
            each[who] += 1
            days.add(day)
            chosen.append(pair)
    return _outcome(found, np.array(chosen, dtype=np.int64))


def is_sound(found: Choices) -> bool:
    """Whether it keeps its own rules: no more than the places, two a person, one a day."""
    taken = np.flatnonzero(found.taken)
    seats = np.bincount(found.shift[taken], minlength=len(found.slots))
    each = Counter(found.person[taken].tolist())
    days = Counter(zip(found.person[taken].tolist(), found.day[taken].tolist(), strict=True))
    return (
        bool((seats <= found.slots).all())
        and max([*each.values(), 0]) <= 2
        and max([*days.values(), 0]) <= 1
    )


def is_best(found: Choices) -> bool:
    """Whether no other choice fills more, or as much for less."""
    tail, head, cost, source, sink, nodes = _rest(found)
    return not _reaches(tail, head, source, sink, nodes) and not _saves(tail, head, cost, nodes)


def _outcome(found: Choices, chosen: Numbers) -> Outcome:
    each = Counter(found.person[chosen].tolist())
    second = sum(times - 1 for times in each.values()) * found.second
    return Outcome(int(found.slots.sum()) - len(chosen), int(found.cost[chosen].sum()) + second)


def _rest(found: Choices) -> tuple[Numbers, Numbers, Numbers, int, int, int]:
    """What may still be changed: every arc that has room, forwards, and every arc that is used, backwards."""
    people, who = np.unique(found.person, return_inverse=True)
    _days, when = np.unique(np.stack([who, found.day]), axis=1, return_inverse=True)
    when = when.reshape(-1)
    owner = np.zeros(when.max(initial=-1) + 1, dtype=np.int64)
    owner[when] = who
    first_day = len(people)
    first_shift = first_day + len(owner)
    source = first_shift + len(found.slots)
    sink, nodes = source + 1, source + 2
    times = np.bincount(who[found.taken], minlength=len(people))
    busy = np.bincount(when[found.taken], minlength=len(owner)) > 0
    filled = np.bincount(found.shift[found.taken], minlength=len(found.slots))
    persons, shifts = np.arange(len(people)), np.arange(len(found.slots))
    forward, back = _two_ways(source, persons, times < 1, times > 0, 0)
    more, less = _two_ways(source, persons, times < 2, times > 1, found.second)
    days = np.arange(len(owner))
    parts = [
        forward, back, more, less,
        (owner[~busy], first_day + days[~busy], 0), (first_day + days[busy], owner[busy], 0),
        (first_day + when[~found.taken], first_shift + found.shift[~found.taken], found.cost[~found.taken]),
        (first_shift + found.shift[found.taken], first_day + when[found.taken], -found.cost[found.taken]),
        (first_shift + shifts[filled < found.slots], sink, 0),
        (sink, first_shift + shifts[filled > 0], 0),
    ]  # fmt: skip
    tail, head, cost = (np.concatenate(one) for one in zip(*map(_columns, parts), strict=True))
    return tail, head, cost, source, sink, nodes


def _two_ways(
    source: int, persons: Numbers, free: Numbers, used: Numbers, cost: int
) -> tuple[Any, Any]:
    return (source, persons[free], cost), (persons[used], source, -cost)


def _columns(part: tuple[Any, Any, Any]) -> tuple[Numbers, Numbers, Numbers]:
    size = max(np.size(one) for one in part[:2] if np.ndim(one))
    return tuple(np.broadcast_to(np.asarray(one, dtype=np.int64), (size,)) for one in part)  # type: ignore[return-value]


def _reaches(tail: Numbers, head: Numbers, source: int, sink: int, nodes: int) -> bool:
    seen = np.zeros(nodes, dtype=bool)
    seen[source] = True
    count = 0
    while count != int(seen.sum()):
        count = int(seen.sum())
        seen[head[seen[tail]]] = True
    return bool(seen[sink])


def _saves(tail: Numbers, head: Numbers, cost: Numbers, nodes: int) -> bool:
    """Whether the distances from everywhere at once never settle, as they do unless a cycle is negative."""
    order = np.argsort(head, kind="stable")
    tail, head, cost = tail[order], head[order], cost[order]
    starts = np.flatnonzero(np.r_[True, head[1:] != head[:-1]])
    into = head[starts]
    least = np.zeros(nodes, dtype=np.int64)
    for _round in range(min(nodes + 1, _ROUNDS)):
        offered = np.minimum.reduceat(least[tail] + cost, starts)
        better = offered < least[into]
        if not better.any():
            return False
        least[into[better]] = offered[better]
    return True
