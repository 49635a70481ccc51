"""Who may see which membership and which board, told to the database itself: the second wall behind ``access``.

A group says nothing of anybody, so everybody may read it. Staff see boards of their regions and of topics, and
memberships of people they may see. A member sees what belongs to the groups they are in now; whoever holds no
link sees nothing. What decides is asked of functions, so that no wall stands behind itself.
"""

from django.db import migrations

SCOPE = "(SELECT current_setting('muster.scope', true))"
STAFF = f"({SCOPE} <> '' AND {SCOPE} NOT LIKE 'self:%')"
MINE = "EXISTS (SELECT FROM people_identitykey k WHERE k.id = key_id)"
SEEN = "group_id = ANY ((SELECT groups_seen())::bigint[])"
MODERATED = "(SELECT groups_moderated())::bigint[]"
OF_POST = f"({SCOPE} = '*' OR EXISTS (SELECT FROM groups_post p WHERE p.id = post_id))"
# Staff who see the board, or a member who may moderate it.
DECIDES = f"""EXISTS (
  SELECT FROM groups_post p WHERE p.id = post_id AND ({STAFF} OR p.group_id = ANY ({MODERATED}))
)"""

# table → (who reads, who writes)
WALLS = {
    "groups_membership": (
        f"({SCOPE} = '*' OR {MINE} OR (NOT {STAFF} AND {SEEN}))",
        f"({SCOPE} = '*' OR {MINE})",
    ),
    "groups_leadership": (
        f"({SCOPE} = '*' OR {MINE} OR (NOT {STAFF} AND {SEEN}))",
        f"({SCOPE} = '*' OR ({STAFF} AND {MINE}))",
    ),
    "groups_thread": (f"({SCOPE} = '*' OR {SEEN})", f"({SCOPE} = '*' OR {SEEN})"),
    "groups_post": (
        f"({SCOPE} = '*' OR {SEEN})",
        f"({SCOPE} = '*' OR ({SEEN} AND ({STAFF} OR {MINE} OR group_id = ANY ({MODERATED}))))",
    ),
    "groups_mention": (OF_POST, OF_POST),
    "groups_hiding": (OF_POST, f"({SCOPE} = '*' OR {DECIDES})"),
    "groups_report": (
        f"({SCOPE} = '*' OR {MINE} OR {DECIDES})",
        # A question of the house about one’s own post names nobody.
        f"({SCOPE} = '*' OR {MINE} OR {DECIDES} OR (key_id IS NULL AND held AND {OF_POST}))",
    ),
}

DEFINER = "LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS"
ME = "nullif(split_part(current_setting('muster.scope', true), ':', 2), '')::bigint"
IS_ME = "current_setting('muster.scope', true) LIKE 'self:%'"

# The groups that whoever holds a link to their own record belongs to now.
MINE_NOW = f"""
CREATE FUNCTION groups_mine() RETURNS bigint[] {DEFINER} $$
  SELECT coalesce(array_agg(DISTINCT m.group_id), '{{}}') FROM groups_membership m
  JOIN people_identitykey k ON k.id = m.key_id
  WHERE {IS_ME} AND k.person_id = {ME} AND m.left_at IS NULL
$$;
"""
# Those whose board the reader may see.
SEEN_NOW = """
CREATE FUNCTION groups_seen() RETURNS bigint[] LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
DECLARE scope text := coalesce(current_setting('muster.scope', true), '');
BEGIN
  IF scope = '' THEN RETURN '{}'; END IF;
  IF scope LIKE 'self:%' THEN RETURN groups_mine(); END IF;
  RETURN array(
    SELECT id FROM groups_group WHERE region_id IS NULL OR region_id = ANY (string_to_array(scope, ','))
  );
END $$;
"""
# Those a member may moderate.
MODERATED_NOW = f"""
CREATE FUNCTION groups_moderated() RETURNS bigint[] {DEFINER} $$
  SELECT coalesce(array_agg(DISTINCT l.group_id), '{{}}') FROM groups_leadership l
  JOIN people_identitykey k ON k.id = l.key_id
  WHERE {IS_ME} AND k.person_id = {ME} AND l.to_at IS NULL AND l.rights ? 'moderate'
$$;
"""
FUNCTIONS = {
    "groups_mine()": MINE_NOW,
    "groups_seen()": SEEN_NOW,
    "groups_moderated()": MODERATED_NOW,
}


def wall(table, reads, writes):
    return f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY web_reads ON {table} FOR SELECT TO muster_web USING ({reads});
CREATE POLICY web_writes ON {table} TO muster_web USING ({writes}) WITH CHECK ({writes});
CREATE POLICY machine ON {table} TO muster_machine, muster_owner USING (true) WITH CHECK (true);
"""


def unwall(table):
    return f"""
DROP POLICY web_reads ON {table};
DROP POLICY web_writes ON {table};
DROP POLICY machine ON {table};
ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("groups", "0001_initial"), ("people", "0002_row_security")]

    operations = [
        *(migrations.RunSQL(sql, f"DROP FUNCTION {name}") for name, sql in FUNCTIONS.items()),
        *(migrations.RunSQL(wall(table, *rules), unwall(table)) for table, rules in WALLS.items()),
    ]
