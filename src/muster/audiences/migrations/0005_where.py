"""The log summed up per person, narrowed to some of its numbers and to what each fact carries, and who did one
thing and then another; both behind the same wall as ``audiences_facts``.
"""

from django.db import migrations

# Inside such a function the current user is the owner; who really asks stands in these two.
ASKS = """
  is_web boolean := session_user = 'muster_web' OR current_setting('role') = 'muster_web';
  scope text := coalesce(current_setting('muster.scope', true), '');
"""
SEEN = "(p.region_id = ANY (string_to_array(scope, ',')) OR 'self:' || p.id::text = scope)"
WHERE = """
    SELECT k.person_id, count(*), coalesce(sum(f.amount), 0), max(f.at)
    FROM activity_fact f JOIN people_identitykey k ON k.id = f.key_id{joined}
    WHERE {seen} AND f.kind_id = of_kind AND f.at > since AND f.at <= until
      AND (of_refs IS NULL OR f.ref_id = ANY (of_refs)) AND (money IS NULL OR f.currency = money)
      AND (at_least IS NULL OR f.amount >= at_least) AND (at_most IS NULL OR f.amount <= at_most)
    GROUP BY k.person_id
"""
# Of each second deed, the latest first deed before it: if any was near enough, this one was.
THEN = """
    SELECT DISTINCT e.person_id FROM (
      SELECT d.person_id, d.at, d.is_next, max(d.at) FILTER (WHERE d.is_first) OVER (
        PARTITION BY d.person_id ORDER BY d.at
        RANGE BETWEEN UNBOUNDED PRECEDING AND '1 microsecond' PRECEDING) AS before
      FROM (
        SELECT k.person_id, f.at,
          f.kind_id = first_kind AND (first_refs IS NULL OR coalesce(f.ref_id = ANY (first_refs), false))
            AS is_first,
          f.kind_id = next_kind AND (next_refs IS NULL OR coalesce(f.ref_id = ANY (next_refs), false))
            AS is_next
        FROM activity_fact f JOIN people_identitykey k ON k.id = f.key_id{joined}
        WHERE {seen} AND f.kind_id IN (first_kind, next_kind) AND f.at > since AND f.at <= until
      ) d WHERE d.is_first OR d.is_next
    ) e WHERE e.is_next AND e.before >= e.at - gap
"""
KEYED = {"joined": "", "seen": "k.person_id IS NOT NULL"}
WALLED = {"joined": " JOIN people_person p ON p.id = k.person_id", "seen": SEEN}


def behind_the_wall(name, takes, gives, body):
    return f"""
CREATE FUNCTION {name}({takes}) RETURNS TABLE ({gives})
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 5000 SET search_path = public, pg_temp
SET enable_nestloop = off AS $$
DECLARE {ASKS}
BEGIN
  IF NOT is_web OR scope = '*' THEN
    RETURN QUERY {body.format(**KEYED)};
  ELSE
    RETURN QUERY {body.format(**WALLED)};
  END IF;
END $$;
REVOKE EXECUTE ON FUNCTION {name} FROM PUBLIC;
"""


FUNCTIONS = {
    "audiences_where": (
        "of_kind smallint, of_refs bigint[], money text, at_least bigint, at_most bigint,"
        " since timestamptz, until timestamptz",
        "person_id bigint, times bigint, total numeric, latest timestamptz",
        WHERE,
    ),
    "audiences_then": (
        "first_kind smallint, first_refs bigint[], next_kind smallint, next_refs bigint[],"
        " gap interval, since timestamptz, until timestamptz",
        "person_id bigint",
        THEN,
    ),
}


class Migration(migrations.Migration):
    dependencies = [("audiences", "0004_hashed")]

    operations = [
        migrations.RunSQL(behind_the_wall(name, *told), f"DROP FUNCTION {name};")
        for name, told in FUNCTIONS.items()
    ]
