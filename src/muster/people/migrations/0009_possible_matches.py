"""Pairs that may be one person: seen by those who may see both, and by the machine."""

import django.db.models.deletion
from django.db import migrations, models

SCOPE = "(SELECT current_setting('muster.scope', true))"
OF_BOTH = f"""({SCOPE} = '*' OR (
  EXISTS (SELECT FROM people_person p WHERE p.id = one_id)
  AND EXISTS (SELECT FROM people_person p WHERE p.id = other_id)
))"""
TABLES = ("people_possiblematch", "people_keptapart")


def wall(table):
    return f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY web ON {table} TO muster_web USING {OF_BOTH} WITH CHECK {OF_BOTH};
CREATE POLICY machine ON {table} TO muster_machine, muster_owner USING (true) WITH CHECK (true);
"""


def unwall(table):
    return f"""
DROP POLICY web ON {table};
DROP POLICY machine ON {table};
ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0008_views"),
    ]

    operations = [
        migrations.CreateModel(
            name="MatchPolicy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("auto_join", models.BooleanField(default=False)),
                ("actor", models.TextField()),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="KeptApart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("until", models.DateTimeField(null=True)),
                ("actor", models.TextField()),
                ("actor_name", models.TextField(blank=True, default="")),
                ("at", models.DateTimeField()),
                (
                    "one",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["-at"], name="people_apart_latest")],
                "constraints": [
                    models.UniqueConstraint(fields=("one", "other"), name="people_apart_once"),
                    models.CheckConstraint(
                        condition=models.Q(("one__lt", models.F("other"))),
                        name="people_apart_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PossibleMatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("score", models.FloatField()),
                ("weights", models.JSONField()),
                ("digest", models.CharField(max_length=64)),
                ("stakes", models.JSONField(default=list)),
                ("stake", models.IntegerField(default=0)),
                ("found_at", models.DateTimeField()),
                (
                    "one",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["-stake", "-score", "id"], name="people_match_queue")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("one", "other"), name="people_match_once"),
                    models.CheckConstraint(
                        condition=models.Q(("one__lt", models.F("other"))),
                        name="people_match_in_order",
                    ),
                ],
            },
        ),
        *(migrations.RunSQL(wall(table), unwall(table)) for table in TABLES),
    ]
