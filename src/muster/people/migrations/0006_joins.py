"""A join writes down all it did, and the record that was joined keeps its row."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0005_field_values")]

    operations = [
        migrations.AddField("identitykey", "beside", models.BigIntegerField(null=True)),
        migrations.AddField("person", "joined_into", models.BigIntegerField(null=True)),
        migrations.AddField("mergeedge", "moved", models.JSONField(default=dict)),
        migrations.AddField("mergeedge", "filled", models.JSONField(default=list)),
        migrations.AddField("mergeedge", "yielded", models.JSONField(default=list)),
        migrations.AddField(
            "trait",
            "key",
            models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="people.identitykey",
            ),
        ),
        migrations.AddIndex(
            "mergeedge", models.Index(fields=["from_person"], name="people_merge_from")
        ),
        migrations.AddIndex(
            "person",
            models.Index(
                condition=models.Q(joined_into__isnull=False),
                fields=["joined_into"],
                name="people_person_joined",
            ),
        ),
    ]
