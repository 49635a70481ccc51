"""What a leader may see of others, told to the database itself.

A leader holds a mailed link and sees their own record alone. What they need of others comes through these functions,
which ask who is reading: names as members show them, contacts masked, and a number of one person only while that
person is in their hand to be called. Staff get the same by their regions.
"""

from django.db import migrations

SCOPE = "(SELECT current_setting('muster.scope', true))"
STAFF = f"({SCOPE} <> '' AND {SCOPE} NOT LIKE 'self:%')"
MINE = "EXISTS (SELECT FROM people_identitykey k WHERE k.id = {key})"
SEEN = "group_id = ANY ((SELECT groups_seen())::bigint[])"


def led(right):
    return f"group_id = ANY ((SELECT groups_led('{right}'))::bigint[])"


OF_LIST = "EXISTS (SELECT FROM groups_calllist l WHERE l.id = call_list_id)"
OF_POINT = "EXISTS (SELECT FROM groups_pointperson p WHERE p.id = point_id)"
MY_POINT = (
    "EXISTS (SELECT FROM groups_pointperson p JOIN people_identitykey k ON k.id = p.leader_id"
    " WHERE p.id = point_id)"
)

# table → (who reads, who writes)
WALLS = {
    "groups_pointperson": (
        f"({SCOPE} = '*' OR {MINE.format(key='key_id')} OR (NOT {STAFF} AND {led('')}))",
        f"({SCOPE} = '*' OR ({STAFF} AND {MINE.format(key='key_id')}) OR {led('welcome')})",
    ),
    "groups_told": (
        f"({SCOPE} = '*' OR ({STAFF} AND {OF_POINT}) OR (NOT {STAFF} AND {MY_POINT}))",
        f"({SCOPE} = '*' OR (NOT {STAFF} AND {MY_POINT}))",
    ),
    "groups_telling": (f"({SCOPE} = '*' OR {MINE.format(key='key_id')})",) * 2,
    "groups_calllist": (
        f"({SCOPE} = '*' OR ({STAFF} AND {SEEN}) OR {led('call')})",
        f"({SCOPE} = '*' OR ({STAFF} AND {SEEN}) OR {led('call')})",
    ),
    "groups_calltarget": (
        f"({SCOPE} = '*' OR ({STAFF} AND {MINE.format(key='key_id')}) OR (NOT {STAFF} AND {OF_LIST}))",
        f"({SCOPE} = '*' OR ({STAFF} AND {MINE.format(key='key_id')}) OR (NOT {STAFF} AND {OF_LIST}))",
    ),
    "groups_aim": (
        f"({SCOPE} = '*' OR {SEEN})",
        f"({SCOPE} = '*' OR ({STAFF} AND {SEEN}) OR {led('aims')})",
    ),
}

DEFINER = "STABLE SECURITY DEFINER SET search_path = public, pg_temp AS"
READER = "coalesce(current_setting('muster.scope', true), '')"
ME = "nullif(split_part(current_setting('muster.scope', true), ':', 2), '')::bigint"

# The groups that whoever holds a link to their own record leads, with one right or with any.
LED = f"""
CREATE FUNCTION groups_led(asked text) RETURNS bigint[] LANGUAGE sql {DEFINER} $$
  SELECT coalesce(array_agg(DISTINCT l.group_id), '{{}}') FROM groups_leadership l
  JOIN people_identitykey k ON k.id = l.key_id JOIN groups_group g ON g.id = l.group_id
  WHERE {READER} LIKE 'self:%' AND k.person_id = {ME} AND l.to_at IS NULL AND g.closed_at IS NULL
    AND (asked = '' OR l.rights ? asked)
$$;
"""
# Everybody of a group whom the reader may see, once each, with their point person.
TEAM = f"""
CREATE FUNCTION groups_team(asked bigint) RETURNS TABLE (
  person_id bigint, membership_id bigint, shown_as text, joined_at timestamptz, point_id bigint, leader_id bigint
) LANGUAGE plpgsql {DEFINER} $$
DECLARE scope text := {READER};
BEGIN
  IF scope = '' OR (scope LIKE 'self:%' AND NOT asked = ANY (groups_led(''))) THEN RETURN; END IF;
  RETURN QUERY
  SELECT t.person_id, t.id, t.shown_as, t.joined_at, p.id, p.leader_id FROM (
    SELECT DISTINCT ON (k.person_id) k.person_id, m.id, m.shown_as, m.joined_at
    FROM groups_membership m JOIN people_identitykey k ON k.id = m.key_id
    JOIN people_person h ON h.id = k.person_id
    WHERE m.group_id = asked AND m.left_at IS NULL AND h.erased_at IS NULL
      AND (scope = '*' OR scope LIKE 'self:%' OR h.region_id = ANY (string_to_array(scope, ',')))
    ORDER BY k.person_id, m.joined_at, m.id
  ) t LEFT JOIN LATERAL (
    SELECT pp.id, pp.leader_id FROM people_identitykey k
    JOIN groups_pointperson pp ON pp.key_id = k.id AND pp.group_id = asked AND pp.to_at IS NULL
    WHERE k.person_id = t.person_id ORDER BY pp.id LIMIT 1
  ) p ON true;
END $$;
"""
# Who leads a group, as members know them, and how many they look after.
LEADERS = f"""
CREATE FUNCTION groups_leaders(asked bigint) RETURNS TABLE (
  person_id bigint, key_id bigint, shown_as text, rights jsonb, supporters bigint
) LANGUAGE sql {DEFINER} $$
  SELECT k.person_id, l.key_id, coalesce(m.shown_as, ''), l.rights, (
    SELECT count(DISTINCT sk.person_id) FROM groups_pointperson p
    JOIN people_identitykey lk ON lk.id = p.leader_id JOIN people_identitykey sk ON sk.id = p.key_id
    WHERE p.group_id = asked AND p.to_at IS NULL AND lk.person_id = k.person_id AND EXISTS (
      SELECT FROM groups_membership sm JOIN people_identitykey mk ON mk.id = sm.key_id
      WHERE sm.group_id = asked AND sm.left_at IS NULL AND mk.person_id = sk.person_id
    )
  )
  FROM groups_leadership l JOIN people_identitykey k ON k.id = l.key_id
  LEFT JOIN LATERAL (
    SELECT one.shown_as FROM groups_membership one JOIN people_identitykey ok ON ok.id = one.key_id
    WHERE one.group_id = asked AND one.left_at IS NULL AND ok.person_id = k.person_id ORDER BY one.id LIMIT 1
  ) m ON true
  WHERE l.group_id = asked AND l.to_at IS NULL AND {READER} <> ''
    AND ({READER} NOT LIKE 'self:%' OR asked = ANY (groups_led('')))
  ORDER BY l.from_at, l.id
$$;
"""
# Members nobody has spoken to since they joined, oldest first; the sums are of all, the rows of the first.
UNSPOKEN = f"""
CREATE FUNCTION groups_unspoken(asked bigint, late_before timestamptz, most integer) RETURNS TABLE (
  person_id bigint, membership_id bigint, shown_as text, joined_at timestamptz, leader_id bigint,
  tries bigint, phone text, refused boolean, waiting bigint, late bigint
) LANGUAGE sql {DEFINER} $$
  WITH leaders AS MATERIALIZED (
    SELECT k.person_id FROM groups_leadership l JOIN people_identitykey k ON k.id = l.key_id
    WHERE l.group_id = asked AND l.to_at IS NULL
  ), words AS MATERIALIZED (
    SELECT id, name FROM activity_kind WHERE name IN ('call.logged', 'reply.answered', 'talk.noted')
  ), quiet AS MATERIALIZED (
    SELECT t.* FROM groups_team(asked) t
    WHERE t.person_id NOT IN (SELECT l.person_id FROM leaders l)
    AND NOT EXISTS (
      SELECT FROM people_identitykey k JOIN activity_fact f ON f.key_id = k.id AND f.at >= t.joined_at
      JOIN words w ON w.id = f.kind_id
      WHERE k.person_id = t.person_id AND (w.name <> 'call.logged' OR f.data ->> 'outcome' = 'talked')
    )
    AND NOT EXISTS (
      SELECT FROM people_identitykey k JOIN groups_mention m ON m.key_id = k.id
      JOIN groups_post p ON p.id = m.post_id AND p.group_id = asked AND p.at >= t.joined_at AND NOT p.waits
      JOIN people_identitykey writer ON writer.id = p.key_id
      WHERE k.person_id = t.person_id AND writer.person_id IN (SELECT l.person_id FROM leaders l)
    )
  )
  SELECT q.person_id, q.membership_id, q.shown_as, q.joined_at, q.leader_id, (
      SELECT count(*) FROM people_identitykey k JOIN activity_fact f ON f.key_id = k.id AND f.at >= q.joined_at
      JOIN words w ON w.id = f.kind_id WHERE k.person_id = q.person_id AND w.name = 'call.logged'
    ),
    coalesce((
      SELECT left(k.value, 3) || ' … ' || right(k.value, 2) FROM people_identitykey k
      WHERE k.person_id = q.person_id AND k.kind = 'phone' ORDER BY k.verified_at IS NULL, k.id LIMIT 1
    ), ''),
    EXISTS (
      SELECT FROM people_identitykey k JOIN people_consentstate s ON s.key_id = k.id
      WHERE k.person_id = q.person_id AND s.purpose = 'calls' AND s.state = 'withdrawn'
    ),
    (SELECT count(*) FROM quiet), (SELECT count(*) FROM quiet z WHERE z.joined_at < late_before)
  FROM (SELECT * FROM quiet ORDER BY joined_at, membership_id LIMIT most) q
  ORDER BY q.joined_at, q.membership_id
$$;
"""
# Who stands on a list, as members know them: no number.
TARGETS = f"""
CREATE FUNCTION groups_targets(asked bigint) RETURNS TABLE (
  id bigint, shown_as text, outcome text, caller text, taken_at timestamptz, noted_at timestamptz, person_id bigint
) LANGUAGE sql {DEFINER} $$
  SELECT t.id, coalesce(m.shown_as, ''), t.outcome, coalesce(c.shown_as, ''), t.taken_at, t.noted_at, k.person_id
  FROM groups_calltarget t JOIN groups_calllist l ON l.id = t.call_list_id
  JOIN people_identitykey k ON k.id = t.key_id JOIN people_person h ON h.id = k.person_id
  LEFT JOIN people_identitykey ck ON ck.id = t.taken_by_id
  LEFT JOIN LATERAL (
    SELECT one.shown_as FROM groups_membership one JOIN people_identitykey ok ON ok.id = one.key_id
    WHERE one.group_id = l.group_id AND ok.person_id = k.person_id ORDER BY one.id DESC LIMIT 1
  ) m ON true
  LEFT JOIN LATERAL (
    SELECT one.shown_as FROM groups_membership one JOIN people_identitykey ok ON ok.id = one.key_id
    WHERE one.group_id = l.group_id AND ok.person_id = ck.person_id ORDER BY one.id DESC LIMIT 1
  ) c ON true
  WHERE t.call_list_id = asked AND {READER} <> '' AND CASE
    WHEN {READER} = '*' THEN true
    WHEN {READER} LIKE 'self:%' THEN l.group_id = ANY (groups_led('call'))
    ELSE h.region_id = ANY (string_to_array({READER}, ',')) END
  ORDER BY t.id
$$;
"""
# The one number a leader sees: of whoever they took to call, on an open list, until it is noted or lapses.
IN_HAND = f"""
CREATE FUNCTION groups_in_hand(asked bigint, held_for interval) RETURNS TABLE (
  given_name text, phone text, language text, shown_as text, taken_at timestamptz
) LANGUAGE sql {DEFINER} $$
  SELECT h.given_name, k.value, h.language, coalesce((
    SELECT m.shown_as FROM groups_membership m JOIN people_identitykey ok ON ok.id = m.key_id
    WHERE m.group_id = l.group_id AND ok.person_id = k.person_id ORDER BY m.id DESC LIMIT 1
  ), ''), t.taken_at
  FROM groups_calltarget t JOIN groups_calllist l ON l.id = t.call_list_id
  JOIN people_identitykey k ON k.id = t.key_id JOIN people_person h ON h.id = k.person_id
  JOIN people_identitykey mine ON mine.id = t.taken_by_id
  WHERE t.id = asked AND t.outcome = '' AND t.taken_at > clock_timestamp() - held_for
    AND l.closed_at IS NULL AND {READER} LIKE 'self:%' AND mine.person_id = {ME}
    AND l.group_id = ANY (groups_led('call'))
$$;
"""
# What a group did in each of some weeks. A sum of a group is nobody’s data.
NUMBERS = f"""
CREATE FUNCTION groups_numbers(asked bigint, bounds timestamptz[]) RETURNS TABLE (
  place integer, what text, number bigint
) LANGUAGE sql {DEFINER} $$
  WITH weeks AS MATERIALIZED (
    SELECT b.place::integer - 1 AS place, b.starts, bounds[b.place + 1] AS ends
    FROM unnest(bounds) WITH ORDINALITY AS b(starts, place) WHERE b.place < cardinality(bounds)
  ), held AS MATERIALIZED (
    SELECT DISTINCT every.id AS key_id, every.person_id, m.joined_at, m.left_at
    FROM groups_membership m JOIN people_identitykey k ON k.id = m.key_id
    JOIN people_identitykey every ON every.person_id = k.person_id
    WHERE m.group_id = asked AND coalesce(m.left_at, 'infinity') > bounds[1]
  ), kinds AS MATERIALIZED (
    SELECT id, CASE name WHEN 'call.logged' THEN 'calls' WHEN 'shift.done' THEN 'shifts'
      WHEN 'gift.received' THEN 'gifts' ELSE 'members' END AS what
    FROM activity_kind WHERE name IN ('call.logged', 'shift.done', 'gift.received', 'group.joined')
  )
  SELECT w.place, n.what, CASE n.what WHEN 'members' THEN count(DISTINCT h.person_id) ELSE count(DISTINCT f.id) END
  FROM held h JOIN activity_fact f ON f.key_id = h.key_id AND f.at >= bounds[1]
    AND f.at < bounds[cardinality(bounds)] AND f.at >= h.joined_at AND f.at < coalesce(h.left_at, 'infinity')
  JOIN kinds n ON n.id = f.kind_id JOIN weeks w ON f.at >= w.starts AND f.at < w.ends
  LEFT JOIN activity_ref r ON r.id = f.ref_id
  WHERE CASE n.what WHEN 'members' THEN r.name = 'group:' || asked
    WHEN 'calls' THEN f.data ->> 'direction' = 'out' ELSE true END
  GROUP BY w.place, n.what
$$;
"""
FUNCTIONS = {
    "groups_led(text)": LED,
    "groups_team(bigint)": TEAM,
    "groups_leaders(bigint)": LEADERS,
    "groups_unspoken(bigint, timestamptz, integer)": UNSPOKEN,
    "groups_targets(bigint)": TARGETS,
    "groups_in_hand(bigint, interval)": IN_HAND,
    "groups_numbers(bigint, timestamptz[])": NUMBERS,
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
    dependencies = [("groups", "0003_leading"), ("activity", "0004_drop_month")]

    operations = [
        *(migrations.RunSQL(sql, f"DROP FUNCTION {name}") for name, sql in FUNCTIONS.items()),
        *(migrations.RunSQL(wall(table, *rules), unwall(table)) for table, rules in WALLS.items()),
    ]
