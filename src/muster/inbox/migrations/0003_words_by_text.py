"""An instruction by text is an arrival of its own kind: obeyed at once, no conversation."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inbox", "0002_row_security")]

    operations = [
        migrations.AlterField(
            model_name="arrival",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("stored", "Stored"),
                    ("auto", "Auto"),
                    ("bounce", "Bounce"),
                    ("loop", "Loop"),
                    ("held", "Held"),
                    ("word", "Word"),
                ],
                max_length=8,
            ),
        ),
    ]
