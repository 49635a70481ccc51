"""When the installation first went live; those that are live already count from now."""

from django.db import migrations, models
from django.db.models.functions import Now


def mark(apps, schema_editor):
    apps.get_model("accounts", "Organisation").objects.filter(mode="live").update(
        first_live_at=Now()
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_sample")]
    operations = [
        migrations.AddField(
            model_name="organisation",
            name="first_live_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(mark, migrations.RunPython.noop),
    ]
