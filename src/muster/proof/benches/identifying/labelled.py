"""The labelled sets: records of which somebody knows who is who. None of them is part of Muster."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

Row = Mapping[str, str]


class Labelled(NamedTuple):
    """Records with a number of their own in ``person``, and who each really is."""

    records: list[dict[str, Any]]
    truth: list[str]


def load(name: str, folder: Path) -> Labelled | None:
    """One set by the name the bench reports it under; None where the material is absent."""
    file_name, record = SETS[name]
    path = folder / file_name
    if not path.exists():
        return None
    records, truth = [], []
    for number, row in enumerate(_rows(path)):
        who, said = record(row)
        records.append({"person": number, **said})
        truth.append(who)
    return Labelled(records, truth)


def _rows(path: Path) -> Iterator[Row]:
    raw = path.read_bytes()
    text = gzip.decompress(raw) if path.suffix == ".gz" else raw
    return csv.DictReader(io.StringIO(text.decode()), skipinitialspace=True)


def _historical(row: Row) -> tuple[str, dict[str, str]]:
    return row["cluster"], {
        "given": row["first_name"],
        "family": row["surname"],
        "birth": row["dob"],
        "postcode": row["postcode_fake"],
        "place": row["birth_place"],
    }


def _fake(row: Row) -> tuple[str, dict[str, str]]:
    return row["cluster"], {
        "given": row["first_name"],
        "family": row["surname"],
        "birth": row["dob"],
        "place": row["city"],
        "email": row["email"],
    }


def _febrl(row: Row) -> tuple[str, dict[str, str]]:
    day = row["date_of_birth"]
    return row["rec_id"].split("-")[1], {
        "given": row["given_name"],
        "family": row["surname"],
        "birth": f"{day[:4]}-{day[4:6]}-{day[6:]}" if day else "",
        "postcode": row["postcode"],
        "place": row["suburb"],
        "street": f"{row['street_number']} {row['address_1']}",
        "number": row["soc_sec_id"],
    }


SETS: Final[Mapping[str, tuple[str, Callable[[Row], tuple[str, dict[str, str]]]]]] = {
    "historical_tenth": ("historical_tenth.csv.gz", _historical),
    "fake_1000": ("splink_fake_1000.csv", _fake),
    "febrl_1": ("febrl_dataset1.csv", _febrl),
    "febrl_2": ("febrl_dataset2.csv", _febrl),
}
