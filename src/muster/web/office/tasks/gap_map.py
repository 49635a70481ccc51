"""The regions of a country as tiles, each with how many people are missing there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from muster.places import tiles
from muster.web.office import tile_map
from muster.web.words import number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from muster.places.models import Region
    from muster.web.office.tile_map import Map


@dataclass(frozen=True, slots=True)
class Place:
    """One region on the map and in its table."""

    name: str
    short: str
    missing: str
    level: int
    x: int
    y: int


def maps(regions: Sequence[Region], missing: Mapping[str, int], language: str) -> list[Map[Place]]:
    """Draw the countries where anybody is missing, the most missing first."""
    of = tile_map.by_country(regions)
    sums = {code: sum(missing.get(one.code, 0) for one in some) for code, some in of.items()}
    ranked = sorted((-many, code) for code, many in sums.items() if many)
    return [_map(code, of[code], missing, language) for _many, code in ranked]


def _map(
    country: str, some: Sequence[Region], missing: Mapping[str, int], language: str
) -> Map[Place]:
    named = {one.code: one for one in some}
    most = max(missing.values(), default=1)
    places = [
        _place(named[tile.code].name_in(language), missing.get(tile.code, 0), most, tile)
        for tile in tiles.tiles(some, lived=set(missing))
    ]
    return tile_map.of(country, places)


def _place(name: str, missing: int, most: int, tile: tiles.Tile) -> Place:
    level = tile_map.level(missing, most)
    return Place(name, tile_map.short(name), number(missing), level, *tile_map.corner(tile))
