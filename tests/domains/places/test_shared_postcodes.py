"""The tables against every row of the lists they were derived from, when those are at hand."""

import csv
import gzip
import os
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from muster.places import corrections, postcodes
from muster.places.queries import locate

SHARED = Path(os.environ.get("MUSTER_SHARED", Path(__file__).parents[4] / "shared"))
LISTS = SHARED / "data" / "postcodes" if (SHARED / "data").exists() else SHARED / "postcodes"


@pytest.fixture(scope="module")
def truth() -> dict[tuple[str, str], set[str]]:
    if not LISTS.exists():
        pytest.skip("the shared postcode lists are not here (set MUSTER_SHARED to use them)")
    with (LISTS / "geonames_admin1_to_iso3166_2.csv").open(encoding="utf-8") as lines:
        iso = {
            (r["country"], r["geonames_state_code"]): r["iso_3166_2"] for r in csv.DictReader(lines)
        }
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    tidy = cache(postcodes.normalise)
    for country in ("FR", "GB", "IT", "PL", "US"):
        with gzip.open(LISTS / f"{country}.csv.gz", "rt", encoding="utf-8") as lines:
            for row in csv.DictReader(lines):
                state = row["state_code"]
                if state in ("", "MH") or state.startswith("L9"):
                    continue
                code = tidy(country, row["zipcode"])
                found[country, code].add(iso.get((country, state), f"{country}-{state}"))
    return found


def test_every_listed_code_has_its_region_or_says_that_it_is_ambiguous(truth):
    wrong = []
    for (country, code), regions in truth.items():
        answer = locate(country, code)
        right = {answer.region} if len(regions) == 1 else set(answer.ambiguous)
        if right != regions:
            wrong.append((country, code, regions, answer))
    assert len(wrong) <= 0.005 * len(truth), wrong[:20]
    assert wrong == []


def test_every_listed_code_has_coordinates(truth):
    assert [key for key in truth if locate(*key).latitude is None] == []


def test_unlisted_codes_are_answered_from_their_neighbours(truth):
    """Hold back a tenth of the codes, derive from the rest, and ask for the held-back ones."""
    from muster.places.derive import compact
    from muster.places.queries import _longest

    asked = right = silent = 0
    for country in ("FR", "GB", "IT", "PL", "US"):
        codes = sorted(
            (code, tuple(sorted(r))) for (land, code), r in truth.items() if land == country
        )
        table = compact(country, dict(row for i, row in enumerate(codes) if i % 10))
        table |= corrections.PREFIXES.get(country, {})
        for code, regions in codes[::10]:
            if len(regions) > 1:
                continue
            answer = _longest(postcodes.levels(country, code), table)
            asked += 1
            silent += answer is None
            right += answer == regions
    assert right / asked > 0.98
    assert (asked - silent - right) / asked < 0.01
