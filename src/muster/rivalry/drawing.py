"""Draws which teams are held out, among teams of about the same size. Pure; the order comes from a keyed hash.

Nobody can foresee or choose a side, and the same key draws the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

# Teams of one layer are of about the same size.
LAYER: Final = 8


class Side(NamedTuple):
    """Where a team was put."""

    team: int
    layer: int
    held_out: bool


def sides(
    teams: Sequence[tuple[int, int]], *, percent: int, order: Callable[[int], str]
) -> list[Side]:
    """Put each team, told as (number, heads), on a side; of each layer about the same share is held out."""
    by_size = sorted(teams, key=lambda one: (-one[1], one[0]))
    found: list[Side] = []
    owed = 0.0
    for layer, start in enumerate(range(0, len(by_size), LAYER)):
        members = [number for number, _heads in by_size[start : start + LAYER]]
        # What a layer’s share left over goes to the next, so that the whole comes out right.
        owed += len(members) * percent / 100
        many = int(owed + 0.5)
        owed -= many
        out = set(sorted(members, key=order)[:many])
        found += [Side(number, layer, number in out) for number in members]
    return found
