"""Regions as tiles: each has one of its own, north above south and west before east."""

import pytest

from muster.places import queries, tiles
from muster.places.countries import COUNTRIES

pytestmark = pytest.mark.django_db


def _tiled(country: str) -> dict[str, tiles.Tile]:
    regions = queries.regions().filter(country=country)
    return {one.code: one for one in tiles.tiles(regions)}


@pytest.mark.parametrize("country", list(COUNTRIES))
def test_every_region_has_a_tile_of_its_own(country: str) -> None:
    found = _tiled(country)

    assert found.keys() == {one.code for one in queries.regions().filter(country=country)}
    assert len({(one.row, one.column) for one in found.values()}) == len(found)
    assert max(one.column for one in found.values()) <= 12


def test_a_country_looks_like_itself() -> None:
    poland, france = _tiled("PL"), _tiled("FR")
    west_pomerania, lesser_poland, pomerania = "PL-32", "PL-12", "PL-22"

    assert poland[west_pomerania].row < poland[lesser_poland].row
    assert poland[west_pomerania].column < poland[pomerania].column
    assert france["FR-BRE"].column < france["FR-GES"].column
    assert france["FR-HDF"].row < france["FR-OCC"].row
    # Overseas stands below the whole, not far at the side.
    last = max(france[one].row for one in ("FR-HDF", "FR-OCC", "FR-PAC", "FR-20R"))
    assert france["FR-971"].row > last


def test_what_is_overseas_and_empty_is_left_out() -> None:
    regions = queries.regions().filter(country="FR")
    found = {one.code for one in tiles.tiles(regions, lived={"FR-971"})}

    assert "FR-971" in found
    assert "FR-972" not in found
    assert "FR-BRE" in found


def test_a_few_regions_or_none() -> None:
    regions = list(queries.regions().filter(country="PL"))

    assert tiles.tiles([]) == []
    assert [(one.row, one.column) for one in tiles.tiles(regions[:1])] == [(0, 0)]
    assert len(tiles.tiles(regions[:2])) == 2
