"""The regions of a country as tiles, each with how many people are missing there. Geometry only."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from muster.places import countries, tiles
from muster.web.words import number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from muster.places.models import Region

TILE, STEP_X, STEP_Y = (112, 50), 116, 54
_LONGEST: Final = 15
_LEVELS: Final = 5


@dataclass(frozen=True, slots=True)
class Place:
    """One region on the map and in its table."""

    name: str
    short: str
    missing: str
    level: int
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Map:
    """The regions of one country."""

    country: str
    places: Sequence[Place]
    width: int
    height: int

    @property
    def short_ones(self) -> list[Place]:
        """Those where anybody is missing."""
        return [one for one in self.places if one.level]


def maps(regions: Sequence[Region], missing: Mapping[str, int], language: str) -> list[Map]:
    """Draw the countries where anybody is missing, the most missing first."""
    of: dict[str, list[Region]] = defaultdict(list)
    for region in regions:
        of[region.country].append(region)
    sums = {code: sum(missing.get(one.code, 0) for one in some) for code, some in of.items()}
    ranked = sorted((-many, code) for code, many in sums.items() if many)
    return [_map(code, of[code], missing, language) for _many, code in ranked]


def _map(country: str, some: Sequence[Region], missing: Mapping[str, int], language: str) -> Map:
    named = {one.code: one for one in some}
    most = max(missing.values(), default=1)
    places = [
        _place(named[tile.code].name_in(language), missing.get(tile.code, 0), most, tile)
        for tile in tiles.tiles(some, lived=set(missing))
    ]
    wide, high = max(one.x for one in places), max(one.y for one in places)
    return Map(str(countries.COUNTRIES[country].name), places, wide + TILE[0], high + TILE[1])


def _place(name: str, missing: int, most: int, tile: tiles.Tile) -> Place:
    short = name if len(name) <= _LONGEST else name[: _LONGEST - 1].rstrip(" -") + "…"
    level = 0 if not missing else 1 + min(_LEVELS - 1, _LEVELS * missing // (most + 1))
    return Place(name, short, number(missing), level, tile.column * STEP_X, tile.row * STEP_Y)
