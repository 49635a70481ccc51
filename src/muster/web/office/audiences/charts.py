"""Bars and tiles as a page draws them: where each lies, what it says, and which word it adds to the sentence.

Geometry only; who is counted is for ``audiences.breakdown``. What holds nobody adds nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from muster.places import tiles
from muster.web import words
from muster.web.office import tile_map

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from muster.places.models import Region
    from muster.web.office.tile_map import Map

# How high one bar is, with the gap beneath.
ROW: Final = 30


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
) -> list[Map[Place]]:
    """Draw the countries where anybody fits, those with most of them first."""
    of = tile_map.by_country(regions)
    people = {code: sum(fit.get(one.code, 0) for one in some) for code, some in of.items()}
    ranked = sorted((-many, country) for country, many in people.items() if many)
    most, whole = max(fit.values(), default=0), sum(fit.values())
    found = []
    for _many, country in ranked:
        named = {one.code: one for one in of[country]}
        places = [
            _place(named[one.code], one, fit, base, most=most, whole=whole, language=language)
            for one in tiles.tiles(named.values(), lived={code for code in base if base[code]})
        ]
        found.append(tile_map.of(country, places))
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
        tile_map.short(name),
        words.few(people),
        words.share(people, base.get(region.code, 0)),
        words.share(people, whole),
        tile_map.level(people, most),
        *tile_map.corner(tile),
        f"lives:{region.code}" if people else "",
    )
