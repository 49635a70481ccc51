"""Who may see which mention, told to the database itself: the second wall behind ``access``.

What a stranger says in public is seen by all staff; what somebody on a record says, by whoever may see that
person now. A mailed link opens nothing here.
"""

from django.db import migrations

SCOPE = "(SELECT current_setting('muster.scope', true))"
STAFF = f"({SCOPE} <> '' AND {SCOPE} NOT LIKE 'self:%')"
MENTION = f"""(
  {SCOPE} = '*'
  OR ({STAFF} AND (key_id IS NULL OR EXISTS (SELECT FROM people_identitykey k WHERE k.id = key_id)))
)"""
HEARING = f"({SCOPE} = '*' OR EXISTS (SELECT FROM listening_mention m WHERE m.id = mention_id))"

WALLS = {"listening_mention": MENTION, "listening_hearing": HEARING}


def wall(table, condition):
    return f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY web ON {table} TO muster_web USING {condition} WITH CHECK {condition};
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
    dependencies = [("listening", "0001_initial"), ("people", "0002_row_security")]

    operations = [migrations.RunSQL(wall(table, rule), unwall(table)) for table, rule in WALLS.items()]
