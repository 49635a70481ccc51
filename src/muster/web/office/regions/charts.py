"""The map of regions as tiles: the deeper, the larger the part of the members who did something. Geometry and words."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from muster.places import tiles
from muster.web import words
from muster.web.office import tile_map
from muster.web.office.tile_map import LEVELS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from muster.places.models import Region as Place
    from muster.rivalry.comparing import Region
    from muster.web.office.tile_map import Map


@dataclass(frozen=True, slots=True)
class Spot:
    """One region on the map and in its table."""

    number: int
    name: str
    short: str
    share: str
    level: int
    x: int
    y: int


def maps(found: Sequence[Region], language: str) -> list[Map[Spot]]:
    """A map for each country in which a team stands; a region without a team is an empty tile nowhere."""
    countries_: dict[str, dict[str, Region]] = defaultdict(dict)
    for one in found:
        if one.group.region is not None:
            countries_[one.group.region.country][one.group.region.code] = one
    most = max((one.now.share for one in found if not one.tiny), default=0.0)
    drawn = []
    for country, regions in sorted(countries_.items()):
        placed: list[Place] = [one.group.region for one in regions.values() if one.group.region]
        told = [_tile(one, regions[one.code], most, language) for one in tiles.tiles(placed)]
        drawn.append(tile_map.of(country, told))
    return drawn


def _tile(tile: tiles.Tile, one: Region, most: float, language: str) -> Spot:
    region = one.group.region
    name = region.name_in(language) if region is not None else one.group.name
    share = "<5" if one.tiny else words.percent(one.now.share, 1, 0)
    level = 0 if one.tiny else _level(one.now.share, most)
    return Spot(one.group.pk, name, tile_map.short(name), share, level, *tile_map.corner(tile))


def _level(share: float, most: float) -> int:
    return 0 if not share or not most else 1 + min(LEVELS - 1, int(LEVELS * share / most))
