"""The package's own files about the map, read once. Facts derived from GeoNames; see derive.py."""

import csv
import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"
OUTSIDE = "-"


@dataclass(frozen=True, slots=True)
class Centre:
    """An approximate middle of an area, good to about a hundredth of a degree."""

    latitude: float
    longitude: float


@cache
def prefixes(country: str) -> dict[str, tuple[str, ...]]:
    """Return regions by prefix: one code, several if ambiguous, or OUTSIDE for no region of ours."""
    rows = _rows(f"{country}.regions.tsv.gz")
    return {row["prefix"]: tuple(row["regions"].split(" ")) for row in rows}


@cache
def centres(country: str) -> dict[str, Centre]:
    """Return the approximate middle by short prefix."""
    rows = _rows(f"{country}.centres.tsv.gz")
    return {row["prefix"]: _centre(row) for row in rows}


def region_rows() -> Iterator[dict[str, str]]:
    """Yield each region of the package's file: code, zone, names, coordinates."""
    with (DATA / "regions.tsv").open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines, delimiter="\t")


def _centre(row: dict[str, str]) -> Centre:
    return Centre(float(row["latitude"]), float(row["longitude"]))


def _rows(name: str) -> Iterator[dict[str, str]]:
    with gzip.open(DATA / name, "rt", encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines, delimiter="\t")
