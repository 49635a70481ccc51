"""How many minutes each person spent on some pages, behind the same wall as ``audiences_turned``.

A function of its own, so that everything that only counts never opens what a fact carries.
"""

from django.db import migrations

# A page tells how long it could be seen once it is left; what is no number counts as nothing.
SECONDS = """CASE WHEN jsonb_typeof(f.data -> 'seconds') = 'number' THEN (f.data ->> 'seconds')::float END"""
SPENT = f"""
    SELECT a.number, k.person_id, floor(coalesce(sum({SECONDS}), 0) / 60)::bigint, max(f.at)
    FROM activity_fact f
    JOIN unnest(numbers, kinds, refs, sinces) AS a(number, kind, ref, since)
      ON f.kind_id = a.kind AND f.ref_id = a.ref AND f.at > a.since
    JOIN people_identitykey k ON k.id = f.key_id"""
STAYED = f"""
CREATE FUNCTION audiences_stayed(
  numbers integer[], kinds smallint[], refs bigint[], sinces timestamptz[], until timestamptz
) RETURNS TABLE (number integer, person_id bigint, times bigint, latest timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 5000
SET search_path = public, pg_temp SET enable_nestloop = off AS $$
DECLARE
  -- Inside this function the current user is the owner; who really asks stands in these two.
  is_web boolean := session_user = 'muster_web' OR current_setting('role') = 'muster_web';
  scope text := coalesce(current_setting('muster.scope', true), '');
  earliest timestamptz := (SELECT min(s) FROM unnest(sinces) s);
BEGIN
  IF NOT is_web OR scope = '*' THEN
    RETURN QUERY {SPENT}
    WHERE k.person_id IS NOT NULL AND f.at > earliest AND f.at <= until
    GROUP BY a.number, k.person_id;
  ELSE
    RETURN QUERY {SPENT} JOIN people_person p ON p.id = k.person_id
    WHERE (p.region_id = ANY (string_to_array(scope, ',')) OR 'self:' || p.id::text = scope)
      AND f.at > earliest AND f.at <= until
    GROUP BY a.number, k.person_id;
  END IF;
END $$;
REVOKE EXECUTE ON FUNCTION audiences_stayed FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [("audiences", "0005_where")]

    operations = [migrations.RunSQL(STAYED, "DROP FUNCTION audiences_stayed;")]
