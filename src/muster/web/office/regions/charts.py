"""The map of regions as tiles: the deeper, the larger the part of the members who did something. Geometry and words."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from muster.places import countries, tiles
from muster.web import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from muster.places.models import Region as Place
    from muster.rivalry.comparing import Region

TILE, STEP_X, STEP_Y = (112, 50), 116, 54
_LONGEST: Final = 15
_LEVELS: Final = 5


@dataclass(frozen=True, slots=True)
class Map:
    """The regions of one country."""

    country: str
    places: Sequence[dict[str, Any]]
    width: int
    height: int


def maps(found: Sequence[Region], language: str) -> list[Map]:
    """A map for each country in which a team stands; a region without a team is an empty tile nowhere."""
    countries_: dict[str, dict[str, Region]] = defaultdict(dict)
    for one in found:
        if one.group.region is not None:
            countries_[one.group.region.country][one.group.region.code] = one
    most = max((one.now.share for one in found if not one.tiny), default=0.0)
    drawn = []
    for country, regions in sorted(countries_.items()):
        placed: list[Place] = [one.group.region for one in regions.values() if one.group.region]
        where = tiles.tiles(placed)
        told = [_tile(one, regions[one.code], most, language) for one in where]
        wide, high = max(one["x"] for one in told), max(one["y"] for one in told)
        name = str(countries.COUNTRIES[country].name)
        drawn.append(Map(name, told, wide + TILE[0], high + TILE[1]))
    return drawn


def _tile(tile: tiles.Tile, one: Region, most: float, language: str) -> dict[str, Any]:
    region = one.group.region
    name = region.name_in(language) if region is not None else one.group.name
    return {
        "number": one.group.pk,
        "name": name,
        "short": name if len(name) <= _LONGEST else name[: _LONGEST - 1].rstrip(" -") + "…",
        "share": "<5" if one.tiny else words.percent(one.now.share, 1, 0),
        "level": 0 if one.tiny else _level(one.now.share, most),
        "x": tile.column * STEP_X,
        "y": tile.row * STEP_Y,
    }


def _level(share: float, most: float) -> int:
    return 0 if not share or not most else 1 + min(_LEVELS - 1, int(_LEVELS * share / most))
