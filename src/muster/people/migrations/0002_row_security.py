"""Who may see which person, told to the database itself: the second wall behind the querysets.

An unset or empty ``muster.scope`` matches nothing. Also here: the ledger only grows, and the
token buckets of kit.limits.
"""

from django.db import migrations

SCOPE = "(SELECT current_setting('muster.scope', true))"
PERSON = f"""(
  {SCOPE} = '*'
  OR region_id = ANY (string_to_array({SCOPE}, ','))
  OR 'self:' || id::text = {SCOPE}
)"""
OF_PERSON = f"({SCOPE} = '*' OR EXISTS (SELECT FROM people_person p WHERE p.id = person_id))"
OF_KEY = f"({SCOPE} = '*' OR EXISTS (SELECT FROM people_identitykey k WHERE k.id = key_id))"
OF_MERGE = f"({SCOPE} = '*' OR EXISTS (SELECT FROM people_person p WHERE p.id = into_person))"

WALLS = {
    "people_person": PERSON,
    "people_identitykey": OF_PERSON,
    "people_trait": OF_PERSON,
    "people_note": OF_PERSON,
    "people_identityclaim": OF_KEY,
    "people_consententry": OF_KEY,
    "people_consentstate": OF_KEY,
    "people_mergeedge": OF_MERGE,
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


# A door may add a fact about somebody it cannot see (a stranger signs up); it may read only its own.
LOG = f"""
ALTER TABLE activity_fact ENABLE ROW LEVEL SECURITY;
ALTER TABLE activity_fact FORCE ROW LEVEL SECURITY;
CREATE POLICY web_reads ON activity_fact FOR SELECT TO muster_web USING {OF_KEY};
CREATE POLICY web_adds ON activity_fact FOR INSERT TO muster_web WITH CHECK (true);
CREATE POLICY machine ON activity_fact TO muster_machine, muster_owner USING (true) WITH CHECK (true);
"""
UNLOG = """
DROP POLICY web_reads ON activity_fact;
DROP POLICY web_adds ON activity_fact;
DROP POLICY machine ON activity_fact;
ALTER TABLE activity_fact NO FORCE ROW LEVEL SECURITY;
ALTER TABLE activity_fact DISABLE ROW LEVEL SECURITY;
"""

LEDGER = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON people_consententry
  FOR EACH ROW EXECUTE FUNCTION muster_append_only();
"""
UNLEDGER = "DROP TRIGGER append_only ON people_consententry;"

BUCKETS = """
CREATE UNLOGGED TABLE kit_bucket (
  name text PRIMARY KEY,
  level double precision NOT NULL,
  at timestamptz NOT NULL
);
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial"), ("activity", "0002_partitions")]

    operations = [
        *(migrations.RunSQL(wall(table, rule), unwall(table)) for table, rule in WALLS.items()),
        migrations.RunSQL(LOG, UNLOG),
        migrations.RunSQL(LEDGER, UNLEDGER),
        migrations.RunSQL(BUCKETS, "DROP TABLE kit_bucket;"),
    ]
