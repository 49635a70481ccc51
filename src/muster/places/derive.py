"""Derive the tables in data/ from postcode lists of GeoNames (geonames.org, CC BY 4.0).

``python -m muster.places.derive SHARED_DIR`` reads SHARED_DIR/postcodes/<country>.csv.gz. Only facts are kept:
which prefix lies in which region, and about where; no place names, no rows.
"""

import csv
import gzip
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from statistics import median

from django.conf import settings

from muster.places import corrections, postcodes, tables
from muster.places.countries import COUNTRIES

# A prefix speaks for codes nobody listed only if nearly all it covers agree.
AGREEMENT = 0.95
CENTRE_LENGTH = 3

Point = tuple[float, float]
Row = tuple[str, str, Point]


def derive(source: Path, target: Path = tables.DATA) -> None:
    """Write both tables of every country."""
    iso = _iso_codes(source)
    for country in COUNTRIES:
        rows = list(_rows(source, country, iso))
        regions = compact(country, regions_by_code(rows)) | corrections.PREFIXES.get(country, {})
        lines = ((prefix, " ".join(regions[prefix])) for prefix in sorted(regions))
        _write(target / f"{country}.regions.tsv.gz", ("prefix", "regions"), lines)
        points = sorted(_centres(country, rows).items())
        middles = ((prefix, f"{north:.2f}", f"{east:.2f}") for prefix, (north, east) in points)
        _write(target / f"{country}.centres.tsv.gz", ("prefix", "latitude", "longitude"), middles)


def regions_by_code(rows: Iterable[Row]) -> dict[str, tuple[str, ...]]:
    """Return the regions of each code; a row without one counts only where no other row has one."""
    found: dict[str, set[str]] = defaultdict(set)
    for code, region, _ in rows:
        found[code].add(region)
    return {
        code: tuple(sorted(regions - {tables.OUTSIDE})) or (tables.OUTSIDE,)
        for code, regions in found.items()
    }


def compact(country: str, regions: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Return the fewest prefixes whose longest match gives every listed code its regions."""
    below: dict[str, Counter[tuple[str, ...]]] = defaultdict(Counter)
    for code, answer in regions.items():
        for level in postcodes.levels(country, code):
            below[level][answer] += 1
    kept: dict[str, tuple[str, ...]] = {}
    for code, answer in regions.items():
        inherited = None
        *wide, exact = postcodes.levels(country, code)
        for level in wide:
            said, votes = below[level].most_common(1)[0]
            # Only a listed code may be ambiguous, never an area.
            if said != inherited and len(said) == 1 and votes >= AGREEMENT * below[level].total():
                kept[level] = inherited = said
        if answer != inherited:
            kept[exact] = answer
    return kept


def _iso_codes(source: Path) -> dict[tuple[str, str], str]:
    path = source / "postcodes" / "geonames_admin1_to_iso3166_2.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        return {
            (row["country"], row["geonames_state_code"]): row["iso_3166_2"]
            for row in csv.DictReader(lines)
        }


def _rows(source: Path, country: str, iso: Mapping[tuple[str, str], str]) -> Iterator[Row]:
    ours = {row["code"] for row in tables.region_rows()}
    path = source / "postcodes" / f"{country}.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            state = row["state_code"]
            region = iso.get((country, state), f"{country}-{state}")
            code = postcodes.normalise(country, row["zipcode"])
            point = (float(row["latitude"]), float(row["longitude"]))
            yield code, region if region in ours else tables.OUTSIDE, point


def _centres(country: str, rows: Iterable[Row]) -> dict[str, Point]:
    points: dict[str, list[Point]] = defaultdict(list)
    for code, region, point in rows:
        for level in postcodes.levels(country, code):
            if country == "GB" or len(level) <= CENTRE_LENGTH:
                points[level].append(point)
        if region != tables.OUTSIDE:
            points[region].append(point)
    # The median is not pulled to sea by one wrong row.
    return {
        area: (median(n for n, _ in many), median(e for _, e in many))
        for area, many in points.items()
    }


def _write(path: Path, head: tuple[str, ...], lines: Iterable[tuple[str, ...]]) -> None:
    text = "".join("\t".join(line) + "\n" for line in (head, *lines))
    # No time stamp, so that deriving twice gives the same bytes.
    path.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))


if __name__ == "__main__":
    # Sentences about malformed codes are translated elsewhere; here no application is running.
    settings.configure(USE_I18N=False)
    derive(Path(sys.argv[1]))
