"""Who may see which conversation, told to the database itself: the second wall behind ``access``.

A thread proved to be with somebody is seen by whoever may see that person now; a stranger’s by its own
region, or, if the house rules say so, by all staff with a region. A mailed link opens no thread at all.
"""

from django.db import migrations

SCOPE = "(SELECT current_setting('muster.scope', true))"
STAFF = f"({SCOPE} <> '' AND {SCOPE} NOT LIKE 'self:%')"
CONVERSATION = f"""(
  {SCOPE} = '*'
  OR ({STAFF} AND CASE
    WHEN proven AND key_id IS NOT NULL THEN EXISTS (SELECT FROM people_identitykey k WHERE k.id = key_id)
    WHEN region_id IS NOT NULL THEN region_id = ANY (string_to_array({SCOPE}, ','))
    ELSE (SELECT coalesce(bool_or(r.strangers_to_all), false) FROM inbox_rules r)
  END)
)"""
OF_CONVERSATION = (
    f"({SCOPE} = '*' OR EXISTS (SELECT FROM inbox_conversation c WHERE c.id = conversation_id))"
)

WALLS = {
    "inbox_conversation": CONVERSATION,
    "inbox_inboxmessage": OF_CONVERSATION,
    "inbox_wait": OF_CONVERSATION,
    "inbox_arrival": f"({SCOPE} = '*')",
}


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
    dependencies = [("inbox", "0001_initial"), ("people", "0002_row_security")]

    operations = [migrations.RunSQL(wall(table, rule), unwall(table)) for table, rule in WALLS.items()]
