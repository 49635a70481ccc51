"""Bars and tiles as a page draws them: where each lies, what it says, and which word it adds to the sentence.

Geometry only; who is counted is for ``audiences.breakdown``. What holds nobody adds nothing.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from muster.places import countries, tiles
from muster.web import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from muster.places.models import Region

# One tile and the gap beside it; a row of bars.
TILE, STEP_X, STEP_Y, ROW = (112, 50), 116, 54, 30
_LONGEST: Final = 15
_LEVELS: Final = 5


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a chart. ``add`` is the word its press adds; empty where no condition says this."""

    label: str
    people: str
    share: str
    width: str
    y: int
    add: str = ""

    @property
    def middle(self) -> int:
        """Where the words stand."""
        return self.y + 19


@dataclass(frozen=True, slots=True)
class Chart:
    """Some bars of one scale."""

    name: str
    title: str
    bars: Sequence[Bar]

    @property
    def height(self) -> int:
        """How high the drawing is."""
        return ROW * len(self.bars)


@dataclass(frozen=True, slots=True)
class Place:
    """One region on the map and in its table."""

    code: str
    name: str
    short: str
    people: str
    of_all: str
    share: str
    level: int
    x: int
    y: int
    add: str = ""


@dataclass(frozen=True, slots=True)
class Map:
    """The regions of one country."""

    country: str
    places: Sequence[Place]
    width: int
    height: int


def chart(name: str, title: str, rows: Sequence[tuple[str, int, str]]) -> Chart:
    """Draw rows of label, people and word to add."""
    most = max((words.drawn(people) for _label, people, _add in rows), default=0)
    whole = sum(people for _label, people, _add in rows)
    return Chart(
        name,
        title,
        [
            Bar(
                label,
                words.few(people),
                words.share(people, whole),
                f"{38 * words.drawn(people) / most if most else 0:.2f}",
                ROW * at,
                add if people else "",
            )
            for at, (label, people, add) in enumerate(rows)
        ],
    )


def maps(
    regions: Sequence[Region], fit: Mapping[str, int], base: Mapping[str, int], language: str
) -> list[Map]:
    """Draw the countries where anybody fits, those with most of them first."""
    people = {
        country: sum(fit.get(one.code, 0) for one in some)
        for country, some in _by_country(regions).items()
    }
    ranked = sorted((-many, country) for country, many in people.items() if many)
    most, whole = max(fit.values(), default=0), sum(fit.values())
    found = []
    for _many, country in ranked:
        named = {one.code: one for one in _by_country(regions)[country]}
        places = [
            _place(named[one.code], one, fit, base, most=most, whole=whole, language=language)
            for one in tiles.tiles(named.values(), lived={code for code in base if base[code]})
        ]
        wide, high = max(one.x for one in places), max(one.y for one in places)
        name = str(countries.COUNTRIES[country].name)
        found.append(Map(name, places, wide + TILE[0], high + TILE[1]))
    return found


def _by_country(regions: Sequence[Region]) -> dict[str, list[Region]]:
    found: dict[str, list[Region]] = defaultdict(list)
    for one in regions:
        found[one.country].append(one)
    return found


def _place(
    region: Region,
    tile: tiles.Tile,
    fit: Mapping[str, int],
    base: Mapping[str, int],
    *,
    most: int,
    whole: int,
    language: str,
) -> Place:
    people, name = fit.get(region.code, 0), region.name_in(language)
    return Place(
        region.code,
        name,
        name if len(name) <= _LONGEST else name[: _LONGEST - 1].rstrip(" -") + "…",
        words.few(people),
        words.share(people, base.get(region.code, 0)),
        words.share(people, whole),
        _level(people, most),
        tile.column * STEP_X,
        tile.row * STEP_Y,
        f"lives:{region.code}" if people else "",
    )


def _level(people: int, most: int) -> int:
    return 0 if not people else 1 + min(_LEVELS - 1, _LEVELS * people // (most + 1))
