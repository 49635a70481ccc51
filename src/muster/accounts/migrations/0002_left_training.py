"""When the installation first left training; those that already have count from now."""

from django.db import migrations, models
from django.db.models.functions import Now


def mark(apps, schema_editor):
    apps.get_model("accounts", "Organisation").objects.exclude(mode="training").update(
        left_training_at=Now()
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="organisation",
            name="left_training_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(mark, migrations.RunPython.noop),
    ]
