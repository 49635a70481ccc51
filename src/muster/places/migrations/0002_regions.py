"""Load the regions of the package's own file."""

from django.db import migrations

from muster.places import actions


def load(apps, schema_editor):
    actions.load(apps.get_model("places", "Region"))


class Migration(migrations.Migration):
    dependencies = [("places", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
