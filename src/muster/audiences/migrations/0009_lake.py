"""What the lake must hear between two builds: whose records changed, which addresses were closed, and that facts
were taken out of the log. Told by the database itself, so that no writer can forget it.

The readers run with the owner’s rights, because one state of the lake serves every colleague; they give out
numbers and never a name or an address, and the compiler ANDs the regions in.
"""

from django.db import migrations

TABLES = """
CREATE TABLE audiences_touched (
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  person_id bigint NOT NULL,
  PRIMARY KEY (xid, person_id)
);
CREATE TABLE audiences_closed (
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  address_mac varchar(64) NOT NULL
);
CREATE INDEX audiences_closed_by_arrival ON audiences_closed (xid);
CREATE TABLE audiences_removed (
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  facts bigint NOT NULL
);
CREATE INDEX audiences_removed_by_arrival ON audiences_removed (xid);
-- One row: what was told of transactions before this one may be gone.
CREATE TABLE audiences_forgotten (xid xid8 NOT NULL);
INSERT INTO audiences_forgotten VALUES ('0');
"""
WALLS = [
    f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY machine ON {table} TO muster_machine, muster_owner USING (true) WITH CHECK (true);
"""
    for table in (
        "audiences_touched", "audiences_closed", "audiences_removed", "audiences_forgotten"
    )
]

# Once a statement, so that an import pays for its batches and not for its rows.
FUNCTIONS = """
CREATE FUNCTION audiences_touch_new() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  EXECUTE format('INSERT INTO audiences_touched (person_id) SELECT DISTINCT %1$I FROM added'
    ' WHERE %1$I IS NOT NULL ON CONFLICT DO NOTHING', TG_ARGV[0]);
  RETURN NULL;
END $$;
CREATE FUNCTION audiences_touch_old() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  EXECUTE format('INSERT INTO audiences_touched (person_id) SELECT DISTINCT %1$I FROM gone'
    ' WHERE %1$I IS NOT NULL ON CONFLICT DO NOTHING', TG_ARGV[0]);
  RETURN NULL;
END $$;
CREATE FUNCTION audiences_touch_yes_new() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp SET enable_seqscan = off SET enable_hashjoin = off
  SET enable_mergejoin = off AS $$
BEGIN
  INSERT INTO audiences_touched (person_id) SELECT DISTINCT k.person_id FROM added a
    JOIN people_identitykey k ON k.id = a.key_id WHERE k.person_id IS NOT NULL
    ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE FUNCTION audiences_touch_yes_old() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp SET enable_seqscan = off SET enable_hashjoin = off
  SET enable_mergejoin = off AS $$
BEGIN
  INSERT INTO audiences_touched (person_id) SELECT DISTINCT k.person_id FROM gone a
    JOIN people_identitykey k ON k.id = a.key_id WHERE k.person_id IS NOT NULL
    ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE FUNCTION audiences_touch_closed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO audiences_closed (address_mac) SELECT DISTINCT address_mac FROM changed;
  RETURN NULL;
END $$;
CREATE FUNCTION audiences_note_removal() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO audiences_removed (facts) SELECT count(*) FROM gone HAVING count(*) > 0;
  RETURN NULL;
END $$;
"""


def told(table, new, old, *arguments):
    """Two or three triggers on one table: whom a new row is about, and whom an old one was."""
    of = f"({', '.join(repr(one) for one in arguments)})"
    return f"""
CREATE TRIGGER lake_new AFTER INSERT ON {table} REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION {new}{of};
CREATE TRIGGER lake_changed AFTER UPDATE ON {table} REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION {new}{of};
CREATE TRIGGER lake_changed_from AFTER UPDATE ON {table} REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION {old}{of};
CREATE TRIGGER lake_gone AFTER DELETE ON {table} REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION {old}{of};
"""


TRIGGERS = [
    told("people_person", "audiences_touch_new", "audiences_touch_old", "id"),
    told("people_identitykey", "audiences_touch_new", "audiences_touch_old", "person_id"),
    told("people_trait", "audiences_touch_new", "audiences_touch_old", "person_id"),
    told("people_consentstate", "audiences_touch_yes_new", "audiences_touch_yes_old"),
    """
CREATE TRIGGER lake_new AFTER INSERT ON people_suppression REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION audiences_touch_closed();
CREATE TRIGGER lake_gone AFTER DELETE ON people_suppression REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION audiences_touch_closed();
CREATE TRIGGER lake_changed AFTER UPDATE ON people_suppression REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION audiences_touch_closed();
CREATE TRIGGER lake_gone AFTER DELETE ON activity_fact REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION audiences_note_removal();
""",
]

NEWS = """
CREATE FUNCTION audiences_news(since xid8) RETURNS TABLE (
  xmin bigint, snapshot text, people bigint[], closed text[], removed bigint, forgotten bigint,
  months text[]
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint, pg_current_snapshot()::text,
    (SELECT array_agg(DISTINCT t.person_id) FROM audiences_touched t WHERE t.xid >= since),
    (SELECT array_agg(DISTINCT c.address_mac) FROM audiences_closed c WHERE c.xid >= since),
    (SELECT count(*) FROM audiences_removed r WHERE r.xid >= since),
    (SELECT max(g.xid::text::bigint) FROM audiences_forgotten g),
    (SELECT array_agg(c.relname::text) FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
     WHERE i.inhparent = 'activity_fact'::regclass)
$$;
CREATE FUNCTION audiences_tail(since xid8) RETURNS TABLE (
  xid bigint, kind smallint, ref bigint, key bigint, at timestamptz, source integer,
  amount bigint, currency text
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT f.xid::text::bigint, f.kind_id, coalesce(f.ref_id, 0), f.key_id, f.at, f.source_id,
    coalesce(f.amount, 0), rpad(coalesce(f.currency, ''), 8)
  FROM activity_fact f WHERE f.xid >= since
$$;
CREATE FUNCTION audiences_people_of(people bigint[]) RETURNS TABLE (
  id bigint, region varchar, country varchar, language varchar, latitude double precision,
  longitude double precision, created_at timestamptz
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT p.id, p.region_id, p.country, p.language, p.latitude, p.longitude, p.created_at
  FROM people_person p
  WHERE p.id = ANY (people) AND p.erased_at IS NULL AND p.joined_into IS NULL
$$;
CREATE FUNCTION audiences_keys_of(people bigint[]) RETURNS TABLE (
  id bigint, person bigint, kind text, source text, address_mac varchar, is_shut boolean
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT k.id, k.person_id, k.kind, k.source, k.address_mac, EXISTS (
      SELECT FROM people_suppression s WHERE s.address_mac = k.address_mac
      AND s.channel = CASE k.kind WHEN 'email' THEN 'email' WHEN 'phone' THEN 'sms' END)
  FROM people_identitykey k WHERE k.person_id = ANY (people)
$$;
CREATE FUNCTION audiences_traits_of(people bigint[]) RETURNS TABLE (
  kind text, value text, person bigint, from_at timestamptz, to_at timestamptz
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT t.kind, t.value, t.person_id, t.from_at, t.to_at
  FROM people_trait t WHERE t.person_id = ANY (people)
$$;
CREATE FUNCTION audiences_yes_of(people bigint[]) RETURNS TABLE (
  channel text, purpose text, person bigint, key bigint
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT s.channel, s.purpose, k.person_id, k.id
  FROM people_identitykey k JOIN people_consentstate s ON s.key_id = k.id
  WHERE k.person_id = ANY (people) AND s.state = 'granted'
$$;
"""
READERS = [
    "audiences_news(xid8)",
    "audiences_tail(xid8)",
    "audiences_people_of(bigint[])",
    "audiences_keys_of(bigint[])",
    "audiences_traits_of(bigint[])",
    "audiences_yes_of(bigint[])",
]


class Migration(migrations.Migration):
    dependencies = [("audiences", "0008_sizes"), ("people", "0009_possible_matches")]

    operations = [
        migrations.RunSQL([TABLES, *WALLS, FUNCTIONS, *TRIGGERS, NEWS], migrations.RunSQL.noop),
        migrations.RunSQL(
            [f"REVOKE EXECUTE ON FUNCTION {one} FROM PUBLIC" for one in READERS],
            migrations.RunSQL.noop,
        ),
    ]
