"""Indexes of recipients begin with the snapshot, so that freezing a million fills fresh pages of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("delivery", "0017_written_once")]

    operations = [
        migrations.RemoveConstraint(model_name="recipient", name="one_recipient_per_key"),
        migrations.AddConstraint(
            model_name="recipient",
            constraint=models.UniqueConstraint(
                fields=("snapshot", "key_id"), name="one_recipient_per_key"
            ),
        ),
        migrations.RemoveIndex(model_name="recipient", name="recipient_of_person"),
        migrations.AddIndex(
            model_name="recipient",
            index=models.Index(fields=["snapshot", "person_id"], name="recipient_of_person"),
        ),
    ]
