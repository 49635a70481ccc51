"""A key with which a payment system signs its calls."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sources", "0005_pulls")]

    operations = [
        migrations.RemoveConstraint(model_name="writekey", name="sources_key_power"),
        migrations.AddConstraint(
            model_name="writekey",
            constraint=models.CheckConstraint(
                condition=models.Q(("power__in", ("server", "browser", "gifts"))),
                name="sources_key_power",
            ),
        ),
    ]
