"""What did not end as nearly everything does has an index of its own, so that it is counted without the rest."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("delivery", "0018_snapshots_first")]

    operations = [
        migrations.AddIndex(
            model_name="outcome",
            index=models.Index(
                fields=["release", "kind", "parcel"],
                condition=models.Q(("kind", "accepted"), _negated=True),
                name="outcome_unlike_most",
            ),
        ),
    ]
