"""Who may read what of a team, told to the database itself. Sums of weeks name nobody and are shown on pages;
what they came from is for the team and its staff, who brought whom for nobody but whoever may see the people.
"""

from django.db import migrations

SCOPE = "(SELECT current_setting('muster.scope', true))"
STAFF = f"({SCOPE} <> '' AND {SCOPE} NOT LIKE 'self:%')"
SEEN = f"({SCOPE} = '*' OR group_id = ANY ((SELECT groups_seen())::bigint[]))"
OF_KEY = f"({SCOPE} = '*' OR EXISTS (SELECT FROM people_identitykey k WHERE k.id = key_id))"

WALLS = {
    "rivalry_part": SEEN,
    "rivalry_arm": STAFF,
    "rivalry_relay": OF_KEY,
}


def wall(table, rule):
    return f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY web ON {table} TO muster_web USING ({rule}) WITH CHECK ({rule});
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
    dependencies = [("rivalry", "0001_initial"), ("groups", "0002_walls")]

    operations = [
        migrations.RunSQL(wall(table, rule), unwall(table)) for table, rule in WALLS.items()
    ]
