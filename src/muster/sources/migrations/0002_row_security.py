"""Files, rows and journals of imports name people of every region: only who answers for all may read.

A tracking call is added by a door that sees nobody, and read by workers alone.
"""

from django.db import migrations

EVERYONE = "((SELECT current_setting('muster.scope', true)) = '*')"
BEHIND = ("sources_uploadchunk", "sources_importrow", "sources_importchange", "sources_seengift")


def wall(table):
    return f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY machine ON {table} TO muster_machine, muster_owner USING (true) WITH CHECK (true);
"""


def unwall(table):
    return f"""
DROP POLICY machine ON {table};
ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
"""


def web(table):
    return f"CREATE POLICY web ON {table} TO muster_web USING {EVERYONE} WITH CHECK {EVERYONE};"


class Migration(migrations.Migration):
    dependencies = [("sources", "0001_initial"), ("activity", "0002_partitions")]

    operations = [
        *(migrations.RunSQL(wall(t), unwall(t)) for t in (*BEHIND, "sources_arrival")),
        *(migrations.RunSQL(web(t), f"DROP POLICY web ON {t};") for t in BEHIND),
        migrations.RunSQL(
            "CREATE POLICY web_adds ON sources_arrival FOR INSERT TO muster_web WITH CHECK (true);",
            "DROP POLICY web_adds ON sources_arrival;",
        ),
    ]
