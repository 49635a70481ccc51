"""A million threads are found by the beginnings of their words, without looking at each.

Row-level security lets no index be asked for words, since what does that is not leakproof. So one function
of the owner asks it, and keeps to the regions of whoever asks; the walls look once more at what it gives.
Also here: who may see who is where, what is leaving, what was joined.
"""

from django.db import migrations

# The same as in muster.inbox.words.
SIGNS = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~“”„’‘«»…–—·•"
WORDS = f"""
CREATE FUNCTION inbox_words(find_key text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT array_to_tsvector(array_remove(string_to_array(
    translate($1, '{SIGNS.replace("'", "''")}', '{" " * len(SIGNS)}'), ' '), ''))
$$;
CREATE INDEX inbox_by_words ON inbox_conversation USING gin (inbox_words(find_key));
"""
FOUND = """
CREATE FUNCTION inbox_found(asked text, most int) RETURNS SETOF bigint LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = public, pg_temp SET plan_cache_mode = force_custom_plan AS $$
DECLARE
  scope text := coalesce(current_setting('muster.scope', true), '');
  regions text[] := string_to_array(scope, ',');
  strangers boolean := (SELECT coalesce(bool_or(r.strangers_to_all), false) FROM inbox_rules r);
BEGIN
  IF scope = '*' OR (current_setting('role') <> 'muster_web' AND session_user <> 'muster_web') THEN
    RETURN QUERY SELECT c.id FROM inbox_conversation c
      WHERE inbox_words(c.find_key) @@ asked::tsquery AND c.merged_into_id IS NULL
      ORDER BY c.last_at DESC, c.id DESC LIMIT most;
  ELSIF scope <> '' AND scope NOT LIKE 'self:%' THEN
    RETURN QUERY SELECT c.id FROM inbox_conversation c
      LEFT JOIN people_identitykey k ON k.id = c.key_id
      LEFT JOIN people_person p ON p.id = k.person_id
      WHERE inbox_words(c.find_key) @@ asked::tsquery AND c.merged_into_id IS NULL AND CASE
        WHEN c.proven AND c.key_id IS NOT NULL THEN p.region_id = ANY (regions)
        WHEN c.region_id IS NOT NULL THEN c.region_id = ANY (regions)
        ELSE strangers END
      ORDER BY c.last_at DESC, c.id DESC LIMIT most;
  END IF;
END $$;
"""
UNFOUND = """
DROP FUNCTION inbox_found(text, int);
DROP INDEX inbox_by_words;
DROP FUNCTION inbox_words(text);
"""

SCOPE = "(SELECT current_setting('muster.scope', true))"
WALLS = {
    "inbox_presence": "EXISTS (SELECT FROM inbox_conversation c WHERE c.id = inbox_presence.conversation_id)",
    "inbox_leaving": "EXISTS (SELECT FROM inbox_inboxmessage m WHERE m.id = inbox_leaving.message_id)",
    "inbox_joining": "EXISTS (SELECT FROM inbox_conversation c WHERE c.id = inbox_joining.source_id)",
}


def wall(table, seen):
    condition = f"({SCOPE} = '*' OR {seen})"
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
    dependencies = [("inbox", "0012_conversing"), ("people", "0009_possible_matches")]

    operations = [
        migrations.RunSQL(WORDS + FOUND, UNFOUND),
        *(
            migrations.RunSQL(wall(table, seen), unwall(table))
            for table, seen in WALLS.items()
        ),
    ]
