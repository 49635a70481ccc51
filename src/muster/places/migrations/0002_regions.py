"""Load the regions of the package's own file, and refresh them when it is run again."""

from django.db import migrations

from muster.places import tables

LANGUAGES = ("en", "it", "pl", "fr")


def load(apps, schema_editor):
    region = apps.get_model("places", "Region")
    for row in tables.region_rows():
        country = row["code"].split("-")[0]
        centre = tables.centres(country).get(row["code"])
        region.objects.update_or_create(
            code=row["code"],
            defaults={
                "country": country,
                "name": row["name"],
                "names": {word: row[word] for word in LANGUAGES if row[word]},
                "zone": row["zone"],
                "latitude": row["latitude"] or centre.latitude,
                "longitude": row["longitude"] or centre.longitude,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("places", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
