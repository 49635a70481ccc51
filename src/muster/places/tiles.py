"""Regions as tiles on a grid that looks like the country: north above south, west before east. Pure; nothing is
drawn here, and no border is known. What lies far from everything else stands in a last row of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians, sqrt
from statistics import median
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

# So many times the usual distance from the middle is overseas: Guadeloupe, Hawaii.
_FAR: Final = 6


class Placed(Protocol):
    """Whatever has a code and a middle."""

    code: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Tile:
    """Where one region stands on the grid, counted from the top left."""

    code: str
    row: int
    column: int


def tiles(regions: Iterable[Placed], *, lived: Container[str] | None = None) -> list[Tile]:
    """Give each region of one country a tile of its own, the same for the same regions.

    With ``lived``, the codes where anybody lives, what is overseas and empty is left out.
    """
    known = sorted(regions, key=lambda one: (-one.latitude, one.longitude, one.code))
    near, everywhere = _parted(known)
    far = [one for one in everywhere if lived is None or one.code in lived]
    if not near:
        return []
    rows = _rows(near)
    columns = max(len(row) for row in rows)
    found = [
        Tile(one.code, at, column)
        for at, row in enumerate(rows)
        for one, column in zip(row, _columns(row, near, columns), strict=True)
    ]
    return found + [
        Tile(one.code, len(rows) + at // columns, at % columns) for at, one in enumerate(far)
    ]


def _parted(known: Sequence[Placed]) -> tuple[list[Placed], list[Placed]]:
    if len(known) < 3:
        return list(known), []
    north, east = median(one.latitude for one in known), median(one.longitude for one in known)
    up = median(abs(one.latitude - north) for one in known)
    side = median(abs(one.longitude - east) for one in known)
    far = {
        one.code
        for one in known
        if abs(one.latitude - north) > _FAR * up or abs(one.longitude - east) > _FAR * side
    }
    return [one for one in known if one.code not in far], [one for one in known if one.code in far]


def _rows(near: Sequence[Placed]) -> list[list[Placed]]:
    """Cut the country into rows of about the same number of regions, as many as its shape asks for."""
    high = near[0].latitude - near[-1].latitude
    wide = max(one.longitude for one in near) - min(one.longitude for one in near)
    wide *= cos(radians(median(one.latitude for one in near)))
    many = len(near)
    count = round(sqrt(many * high / wide)) if wide and high else 1 if wide else many
    count = min(max(count, 1), many)
    cut = [near[many * at // count : many * (at + 1) // count] for at in range(count)]
    return [sorted(row, key=lambda one: (one.longitude, one.code)) for row in cut]


def _columns(row: Sequence[Placed], near: Sequence[Placed], columns: int) -> list[int]:
    """Put a row where its regions lie, each in a column of its own and in their order."""
    west, east = min(one.longitude for one in near), max(one.longitude for one in near)
    wished = [
        round((one.longitude - west) / (east - west) * (columns - 1)) if east > west else 0
        for one in row
    ]
    taken: list[int] = []
    for at, wish in enumerate(wished):
        least = taken[-1] + 1 if taken else 0
        most = columns - (len(row) - at)
        taken.append(min(max(wish, least), most))
    return taken
