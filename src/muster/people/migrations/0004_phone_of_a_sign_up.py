"""A sign-up may carry a number for texts, with the words that were ticked beside it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0003_fingerprints")]

    operations = [
        migrations.AddField("signup", "phone", models.TextField(blank=True, default="")),
        migrations.AddField(
            "signup",
            "texts_wording",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.wording",
            ),
        ),
    ]
