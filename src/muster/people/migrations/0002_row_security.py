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

# Keys and traits belong to people who exist, and people live in regions that do. Looked at once per statement instead of per row, and
# always by index: the plan is kept, and tables grow under it. Deletes are looked at too.
OWNERS = """
CREATE FUNCTION people_owners_exist() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp SET enable_seqscan = off SET enable_hashjoin = off
  SET enable_mergejoin = off AS $$
BEGIN
  IF EXISTS (
    SELECT FROM added a WHERE a.person_id IS NOT NULL
    AND NOT EXISTS (SELECT FROM people_person p WHERE p.id = a.person_id)
  ) THEN
    RAISE foreign_key_violation USING MESSAGE = TG_TABLE_NAME || ' names a person who does not exist';
  END IF;
  RETURN NULL;
END $$;
CREATE FUNCTION people_owners_stay() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp SET enable_seqscan = off SET enable_hashjoin = off
  SET enable_mergejoin = off AS $$
BEGIN
  IF EXISTS (SELECT FROM gone g JOIN people_identitykey k ON k.person_id = g.id)
    OR EXISTS (SELECT FROM gone g JOIN people_trait t ON t.person_id = g.id)
  THEN
    RAISE foreign_key_violation USING MESSAGE = 'a person who has keys or traits cannot go';
  END IF;
  RETURN NULL;
END $$;
CREATE FUNCTION people_regions_exist() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (
    SELECT DISTINCT region_id FROM added WHERE region_id IS NOT NULL
    EXCEPT SELECT code FROM places_region
  ) THEN
    RAISE foreign_key_violation USING MESSAGE = 'a person names a region that does not exist';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER regions_new AFTER INSERT ON people_person REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION people_regions_exist();
CREATE TRIGGER regions_changed AFTER UPDATE ON people_person REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION people_regions_exist();
CREATE TRIGGER owners_new AFTER INSERT ON people_identitykey REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION people_owners_exist();
CREATE TRIGGER owners_changed AFTER UPDATE ON people_identitykey REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION people_owners_exist();
CREATE TRIGGER owners_new AFTER INSERT ON people_trait REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION people_owners_exist();
CREATE TRIGGER owners_changed AFTER UPDATE ON people_trait REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION people_owners_exist();
CREATE TRIGGER owners_stay AFTER DELETE ON people_person REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION people_owners_stay();
"""
UNOWNERS = """
DROP TRIGGER owners_stay ON people_person;
DROP TRIGGER owners_new ON people_identitykey;
DROP TRIGGER owners_changed ON people_identitykey;
DROP TRIGGER owners_new ON people_trait;
DROP TRIGGER owners_changed ON people_trait;
DROP TRIGGER regions_new ON people_person;
DROP TRIGGER regions_changed ON people_person;
DROP FUNCTION people_regions_exist;
DROP FUNCTION people_owners_exist;
DROP FUNCTION people_owners_stay;
"""

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
        migrations.RunSQL(OWNERS, UNOWNERS),
        migrations.RunSQL(BUCKETS, "DROP TABLE kit_bucket;"),
    ]
