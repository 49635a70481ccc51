"""What comes of joining every pair: records that hang together, however many lie between them."""

from __future__ import annotations

from collections.abc import Iterable


def group(pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    """For every record in a pair, the smallest number of those it hangs together with."""
    parent: dict[int, int] = {}

    def root(number: int) -> int:
        while (above := parent.setdefault(number, number)) != number:
            parent[number] = parent[above]
            number = parent[number]
        return number

    for one, other in pairs:
        first, second = sorted((root(one), root(other)))
        parent[second] = first
    return {number: root(number) for number in list(parent)}
