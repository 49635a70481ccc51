"""Circles of people who bring each other. Pure: who brought whom goes in, the length of each one’s circle comes out.

Somebody who brings themselves is a circle of one. Longer than five is chance, and nobody arranges it.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Hashable, Iterable, Mapping
from typing import Final, TypeVar

LONGEST: Final = 5
Who = TypeVar("Who", bound=Hashable)


def circles(
    brought: Iterable[tuple[Who, Who]], *, longest: int = LONGEST
) -> dict[tuple[Who, Who], int]:
    """How long the shortest circle is that goes through each of these; those in none are left out."""
    onward = _trimmed(brought)
    found: dict[tuple[Who, Who], int] = {}
    for one, others in onward.items():
        for other in others:
            steps = _steps(other, one, onward, longest - 1)
            if steps is not None:
                found[one, other] = steps + 1
    return found


def _trimmed(brought: Iterable[tuple[Who, Who]]) -> dict[Who, set[Who]]:
    """Without whoever brought nobody or was brought by nobody, again and again: they close no circle."""
    onward: dict[Who, set[Who]] = defaultdict(set)
    back: dict[Who, set[Who]] = defaultdict(set)
    for one, other in brought:
        onward[one].add(other)
        back[other].add(one)
    ends = deque(who for who in {*onward, *back} if not onward.get(who) or not back.get(who))
    while ends:
        who = ends.popleft()
        for other in onward.pop(who, set()):
            back[other].discard(who)
            if not back[other]:
                ends.append(other)
        for other in back.pop(who, set()):
            onward[other].discard(who)
            if not onward[other]:
                ends.append(other)
    return dict(onward)


def _steps(start: Who, end: Who, onward: Mapping[Who, set[Who]], most: int) -> int | None:
    """In how many steps one comes from start to end, if in few enough."""
    if start == end:
        return 0
    seen, edge = {start}, {start}
    for step in range(1, most + 1):
        edge = {other for who in edge for other in onward.get(who, ())} - seen
        if end in edge:
            return step
        if not edge:
            return None
        seen |= edge
    return None
