"""Writing the regions of the package's file into the database, again and again if need be."""

from typing import Any

from muster.places import tables

LANGUAGES = ("en", "it", "pl", "fr")


def load(regions: Any) -> None:
    """Write each region through ``regions``, the model of the moment or of a migration."""
    for row in tables.region_rows():
        country = row["code"].split("-", maxsplit=1)[0]
        centre = tables.centres(country).get(row["code"])
        regions.objects.update_or_create(
            code=row["code"],
            defaults={
                "country": country,
                "name": row["name"],
                "names": {word: row[word] for word in LANGUAGES if row[word]},
                "zone": row["zone"],
                "latitude": row["latitude"] or (centre and centre.latitude),
                "longitude": row["longitude"] or (centre and centre.longitude),
            },
        )
