"""Sizes of audiences by day and region. A web role sees the regions of its scope, and which days were counted."""

import django.db.models.deletion
from django.db import migrations, models

SCOPE = "(SELECT current_setting('muster.scope', true))"
SEEN = f"({SCOPE} = '*' OR region = '*' OR region = ANY (string_to_array({SCOPE}, ',')))"
WALL = f"""
ALTER TABLE audiences_size ENABLE ROW LEVEL SECURITY;
ALTER TABLE audiences_size FORCE ROW LEVEL SECURITY;
CREATE POLICY web ON audiences_size TO muster_web USING {SEEN} WITH CHECK {SEEN};
CREATE POLICY machine ON audiences_size TO muster_machine, muster_owner USING (true) WITH CHECK (true);
"""
UNWALL = """
DROP POLICY web ON audiences_size;
DROP POLICY machine ON audiences_size;
ALTER TABLE audiences_size NO FORCE ROW LEVEL SECURITY;
ALTER TABLE audiences_size DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("audiences", "0007_scores")]

    operations = [
        migrations.CreateModel(
            name="Size",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("region", models.CharField(max_length=8)),
                ("people", models.PositiveIntegerField()),
                ("digest", models.CharField(max_length=64)),
                (
                    "audience",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sizes",
                        to="audiences.audience",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("audience", "day", "region"), name="audiences_size_once"
                    )
                ],
            },
        ),
        migrations.RunSQL(WALL, UNWALL),
    ]
