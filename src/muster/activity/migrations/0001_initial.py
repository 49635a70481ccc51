import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Cursor",
            fields=[
                ("name", models.TextField(primary_key=True, serialize=False)),
                ("xid", models.BigIntegerField(default=0)),
                ("fact_id", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Kind",
            fields=[
                ("id", models.SmallAutoField(primary_key=True, serialize=False)),
                ("name", models.TextField(unique=True)),
            ],
        ),
        migrations.CreateModel(
            name="Ref",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.TextField(unique=True)),
            ],
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("name", models.TextField(unique=True)),
            ],
        ),
        migrations.CreateModel(
            name="Fact",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("key_id", models.BigIntegerField()),
                ("amount", models.BigIntegerField(null=True)),
                ("currency", models.TextField(null=True)),
                ("data", models.JSONField(null=True)),
            ],
            options={"db_table": "activity_fact", "managed": False},
        ),
    ]
