"""The planner takes the words of an interest for a handful of facts and looks each key up alone; they are many."""

from django.db import migrations

FUNCTIONS = (
    "audiences_turned(integer[], smallint[], bigint[], timestamptz[], timestamptz)",
    "audiences_topics(smallint[], timestamptz, timestamptz, text[])",
)


class Migration(migrations.Migration):
    dependencies = [("audiences", "0003_interests")]

    operations = [
        migrations.RunSQL(
            [f"ALTER FUNCTION {one} SET enable_nestloop = off" for one in FUNCTIONS],
            [f"ALTER FUNCTION {one} RESET enable_nestloop" for one in FUNCTIONS],
        )
    ]
