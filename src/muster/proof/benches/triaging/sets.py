"""Published sets as rows of text; none where the material is absent."""

import csv
import gzip
from pathlib import Path

Row = dict[str, str]


def read(path: Path) -> list[Row]:
    """Return the rows of a compressed CSV file, or none where there is no such file."""
    if not path.exists():
        return []
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
