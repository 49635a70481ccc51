"""Where each region lies on a map of tiles, how its name fits into one, and how deep its colour is. Geometry only."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Generic, Protocol, TypeVar

from muster.places import countries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from muster.places.models import Region
    from muster.places.tiles import Tile

# One tile, and the gap beside it.
_WIDE, _HIGH, _STEP_X, _STEP_Y = 112, 50, 116, 54
_LONGEST: Final = 15
LEVELS: Final = 5


class Placed(Protocol):
    """Anything that lies on the map."""

    @property
    def x(self) -> int: ...

    @property
    def y(self) -> int: ...


P = TypeVar("P", bound=Placed)


@dataclass(frozen=True, slots=True)
class Map(Generic[P]):
    """The regions of one country."""

    country: str
    places: Sequence[P]
    width: int
    height: int


def of(country: str, places: Sequence[P]) -> Map[P]:
    """The map of a country, by its code, as large as its tiles need."""
    wide, high = max(one.x for one in places), max(one.y for one in places)
    return Map(str(countries.COUNTRIES[country].name), places, wide + _WIDE, high + _HIGH)


def corner(tile: Tile) -> tuple[int, int]:
    """Where a tile begins, from the left and from above."""
    return tile.column * _STEP_X, tile.row * _STEP_Y


def short(name: str) -> str:
    """A name as it fits into a tile."""
    return name if len(name) <= _LONGEST else name[: _LONGEST - 1].rstrip(" -") + "…"


def level(many: int, most: int) -> int:
    """How deep a tile is coloured: not at all for nobody, and at most in ``LEVELS`` steps."""
    return 0 if not many else 1 + min(LEVELS - 1, LEVELS * many // (most + 1))


def by_country(regions: Sequence[Region]) -> dict[str, list[Region]]:
    """The regions of each country."""
    found: dict[str, list[Region]] = defaultdict(list)
    for one in regions:
        found[one.country].append(one)
    return found
