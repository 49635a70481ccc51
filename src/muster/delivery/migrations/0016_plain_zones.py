"""Zones are compared sign by sign: each recipient that is frozen is put into an index by its zone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("delivery", "0015_selection_walls")]

    operations = [
        migrations.AlterField(
            model_name="recipient",
            name="zone",
            field=models.CharField(db_collation="C", max_length=40),
        ),
    ]
