"""Who sees which giver, and the sums that anyone may see: a sum by purpose is nobody’s data.

A drive’s links and names are for staff of its region; a public page gets sums, and names that were shown.
"""

from django.db import migrations

SCOPE = "(SELECT current_setting('muster.scope', true))"
OF_DRIVE = (
    f"({SCOPE} = '*' OR EXISTS (SELECT FROM drives_drive d WHERE d.id = drive_id"
    f" AND d.region_id = ANY (string_to_array({SCOPE}, ','))))"
)
WALLS = ("drives_link", "drives_giving")


def wall(table):
    return f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY web ON {table} TO muster_web USING {OF_DRIVE} WITH CHECK {OF_DRIVE};
CREATE POLICY machine ON {table} TO muster_machine, muster_owner USING (true) WITH CHECK (true);
"""


def unwall(table):
    return f"""
DROP POLICY web ON {table};
DROP POLICY machine ON {table};
ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
"""


DEFINER = "STABLE SECURITY DEFINER SET search_path = public, pg_temp AS"

# Every line of some purposes, each gift with what of it is left. The hat is cash, all else came online.
MOVED = f"""
CREATE FUNCTION drives_moved(asked text[], coin text) RETURNS TABLE (
  id bigint, kind text, minor bigint, remains bigint, cash boolean, key_id bigint, at timestamptz, purpose text
) LANGUAGE sql {DEFINER} $$
  WITH moved AS MATERIALIZED (
    SELECT e.id, e.kind, e.minor, e.source, e.reference, e.about, e.key_id, e.at, e.purpose
    FROM gifts_entry e WHERE e.purpose = ANY (asked) AND e.currency = coin
  ), back AS (
    SELECT source, about, sum(minor) AS minor FROM moved
    WHERE kind <> 'gift' AND about <> '' GROUP BY source, about
  )
  SELECT m.id, m.kind, m.minor,
    CASE WHEN m.kind = 'gift' THEN (m.minor + coalesce(b.minor, 0))::bigint ELSE 0 END,
    m.source = 'cash', m.key_id, m.at, m.purpose
  FROM moved m LEFT JOIN back b
    ON m.kind = 'gift' AND b.source = m.source AND b.about = m.reference
$$;
"""
COUNT = f"""
CREATE FUNCTION drives_count(asked text[], coin text, since timestamptz DEFAULT '-infinity') RETURNS TABLE (
  purpose text, online bigint, cash bigint, gifts bigint, people bigint, last_at timestamptz
) LANGUAGE sql {DEFINER} $$
  SELECT m.purpose, coalesce(sum(m.minor) FILTER (WHERE NOT m.cash), 0)::bigint,
    coalesce(sum(m.minor) FILTER (WHERE m.cash), 0)::bigint,
    count(*) FILTER (WHERE m.remains > 0 AND NOT m.cash),
    count(DISTINCT coalesce(k.person_id, -m.id)) FILTER (WHERE m.remains > 0 AND NOT m.cash), max(m.at)
  FROM drives_moved(asked, coin) m LEFT JOIN people_identitykey k ON k.id = m.key_id
  WHERE m.at >= since
  GROUP BY GROUPING SETS ((m.purpose), ())
$$;
"""
SERIES = f"""
CREATE FUNCTION drives_series(asked text[], coin text, since timestamptz, step integer) RETURNS TABLE (
  place integer, online bigint, cash bigint, gifts bigint, squares numeric
) LANGUAGE sql {DEFINER} $$
  SELECT floor(extract(epoch FROM m.at - since) / step)::integer,
    coalesce(sum(m.minor) FILTER (WHERE NOT m.cash), 0)::bigint,
    coalesce(sum(m.minor) FILTER (WHERE m.cash), 0)::bigint,
    count(*) FILTER (WHERE m.kind = 'gift' AND NOT m.cash),
    coalesce(sum(m.minor::numeric * m.minor) FILTER (WHERE m.kind = 'gift' AND NOT m.cash), 0)
  FROM drives_moved(asked, coin) m GROUP BY 1 ORDER BY 1
$$;
"""
# When so much had come online, for the first time; nothing where it never had.
REACHED = f"""
CREATE FUNCTION drives_reached(asked text[], coin text, goal bigint) RETURNS timestamptz LANGUAGE sql {DEFINER} $$
  SELECT min(at) FROM (
    SELECT at, sum(minor) OVER (ORDER BY at, id) AS total FROM drives_moved(asked, coin) WHERE NOT cash
  ) run WHERE total >= goal
$$;
"""
# A name only where it was shown. The way is the shown name, or the word of ours, of the link it came by.
LATEST = f"""
CREATE FUNCTION drives_latest(asked text[], coin text, most integer) RETURNS TABLE (
  id bigint, minor bigint, at timestamptz, name text, way text
) LANGUAGE sql {DEFINER} $$
  SELECT e.id, e.minor, e.at, CASE WHEN g.name_is = 'shown' THEN g.name ELSE '' END,
    coalesce(nullif(l.label, ''), (
      SELECT o.name FROM drives_giving o WHERE o.link_id = l.id AND o.name_is = 'shown' ORDER BY o.at LIMIT 1
    ), '')
  FROM gifts_entry e
  LEFT JOIN drives_giving g ON g.entry_id = e.id
  LEFT JOIN drives_link l ON l.id = g.through_id AND g.apart = ''
  WHERE e.purpose = ANY (asked) AND e.currency = coin AND e.kind = 'gift' AND e.source <> 'cash'
    AND NOT EXISTS (
      SELECT FROM gifts_entry b WHERE b.source = e.source AND b.about = e.reference AND b.kind <> 'gift'
    )
  ORDER BY e.id DESC LIMIT most
$$;
"""
# What each gift of a drive is worth now, for whoever may see its links.
WORTH = f"""
CREATE FUNCTION drives_worth(asked text[], coin text) RETURNS TABLE (id bigint, minor bigint)
LANGUAGE sql {DEFINER} $$
  SELECT id, remains FROM drives_moved(asked, coin) WHERE kind = 'gift' AND NOT cash
$$;
"""
# A visit is counted by somebody who may see no link.
VISIT = """
CREATE FUNCTION drives_visit(word text) RETURNS void LANGUAGE sql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
  UPDATE drives_link SET visits = visits + 1 WHERE code = word
$$;
"""
FUNCTIONS = {
    "drives_moved(text[], text)": MOVED,
    "drives_count(text[], text, timestamptz)": COUNT,
    "drives_series(text[], text, timestamptz, integer)": SERIES,
    "drives_reached(text[], text, bigint)": REACHED,
    "drives_latest(text[], text, integer)": LATEST,
    "drives_worth(text[], text)": WORTH,
    "drives_visit(text)": VISIT,
}


class Migration(migrations.Migration):
    dependencies = [
        ("drives", "0001_initial"),
        ("gifts", "0002_walls"),
        ("people", "0004_phone_of_a_sign_up"),
    ]

    operations = [
        *(migrations.RunSQL(wall(table), unwall(table)) for table in WALLS),
        *(migrations.RunSQL(sql, f"DROP FUNCTION {name}") for name, sql in FUNCTIONS.items()),
    ]
