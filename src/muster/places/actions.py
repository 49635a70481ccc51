"""Writing the regions of the package's file into the database, again and again if need be."""

from typing import Any

from muster.places import tables

LANGUAGES = ("en", "it", "pl", "fr")


def load(regions: Any) -> None:
    """Write every region through ``regions``, the model of the moment or of a migration."""
    rows = [_region(regions, row) for row in tables.region_rows()]
    regions.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["code"],
        update_fields=["country", "name", "names", "zone", "latitude", "longitude"],
    )  # fmt: skip


def _region(regions: Any, row: dict[str, str]) -> Any:
    country = row["code"].split("-", maxsplit=1)[0]
    centre = tables.centres(country).get(row["code"])
    return regions(
        code=row["code"],
        country=country,
        name=row["name"],
        names={word: row[word] for word in LANGUAGES if row[word]},
        zone=row["zone"],
        latitude=row["latitude"] or (centre and centre.latitude),
        longitude=row["longitude"] or (centre and centre.longitude),
    )
