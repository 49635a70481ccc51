"""How long the organisation keeps what, where it chose, and what each night let go."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_first_live")]

    operations = [
        migrations.CreateModel(
            name="LetGo",
            fields=[
                ("name", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("gone", models.PositiveBigIntegerField(default=0)),
                ("more", models.BooleanField(default=False)),
                ("next_on", models.DateField(null=True)),
                ("next_count", models.PositiveBigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="KeptFor",
            fields=[
                ("name", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("days", models.PositiveIntegerField()),
                ("set_at", models.DateTimeField()),
                ("set_by", models.CharField(max_length=80)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(days__gte=1), name="kept_for_a_day_at_least"
                    )
                ]
            },
        ),
    ]
