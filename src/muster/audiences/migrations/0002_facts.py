"""Two ways to ask for people at once: totals of the log per person, and who said yes, behind the same wall
as the tables.

The policy of the log asks for every single fact whether its key is in sight, partition by partition: a second
for 400,000 facts. This function runs with the owner's rights, asks once per person instead, by the very same
setting, and gives out nothing but numbers of people in sight. So does the other for consent, whose policies
would look up the key and the person of every single yes.
"""

from django.db import migrations

FACTS = """
CREATE FUNCTION audiences_facts(
  of_kind smallint, of_source integer, since timestamptz, until timestamptz, of_ref bigint,
  money text
) RETURNS TABLE (person_id bigint, times bigint, total numeric, latest timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 5000 SET search_path = public, pg_temp AS $$
DECLARE
  -- Inside this function the current user is the owner; who really asks stands in these two.
  is_web boolean := session_user = 'muster_web' OR current_setting('role') = 'muster_web';
  scope text := coalesce(current_setting('muster.scope', true), '');
BEGIN
  IF NOT is_web OR scope = '*' THEN
    RETURN QUERY
    SELECT k.person_id, count(*), coalesce(sum(f.amount), 0), max(f.at)
    FROM activity_fact f JOIN people_identitykey k ON k.id = f.key_id
    WHERE k.person_id IS NOT NULL AND f.at > since AND f.at <= until
      AND (of_kind IS NULL OR f.kind_id = of_kind)
      AND (of_source IS NULL OR f.source_id = of_source)
      AND (of_ref IS NULL OR f.ref_id = of_ref) AND (money IS NULL OR f.currency = money)
    GROUP BY k.person_id;
  ELSE
    RETURN QUERY
    SELECT k.person_id, count(*), coalesce(sum(f.amount), 0), max(f.at)
    FROM activity_fact f JOIN people_identitykey k ON k.id = f.key_id
    JOIN people_person p ON p.id = k.person_id
    WHERE (p.region_id = ANY (string_to_array(scope, ',')) OR 'self:' || p.id::text = scope)
      AND f.at > since AND f.at <= until
      AND (of_kind IS NULL OR f.kind_id = of_kind)
      AND (of_source IS NULL OR f.source_id = of_source)
      AND (of_ref IS NULL OR f.ref_id = of_ref) AND (money IS NULL OR f.currency = money)
    GROUP BY k.person_id;
  END IF;
END $$;
REVOKE EXECUTE ON FUNCTION audiences_facts FROM PUBLIC;
"""
YES = """
CREATE FUNCTION audiences_yes(of_channel text, of_purpose text) RETURNS TABLE (person_id bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 5000 SET search_path = public, pg_temp AS $$
DECLARE
  -- As above: who really asks.
  is_web boolean := session_user = 'muster_web' OR current_setting('role') = 'muster_web';
  scope text := coalesce(current_setting('muster.scope', true), '');
BEGIN
  IF NOT is_web OR scope = '*' THEN
    RETURN QUERY
    SELECT k.person_id FROM people_consentstate s JOIN people_identitykey k ON k.id = s.key_id
    WHERE k.person_id IS NOT NULL AND s.state = 'granted'
      AND s.channel = of_channel AND s.purpose = of_purpose;
  ELSE
    RETURN QUERY
    SELECT k.person_id FROM people_consentstate s JOIN people_identitykey k ON k.id = s.key_id
    JOIN people_person p ON p.id = k.person_id
    WHERE (p.region_id = ANY (string_to_array(scope, ',')) OR 'self:' || p.id::text = scope)
      AND s.state = 'granted' AND s.channel = of_channel AND s.purpose = of_purpose;
  END IF;
END $$;
REVOKE EXECUTE ON FUNCTION audiences_yes FROM PUBLIC;
"""
UNYES = "DROP FUNCTION audiences_yes;"
UNFACTS = "DROP FUNCTION audiences_facts;"


class Migration(migrations.Migration):
    dependencies = [
        ("audiences", "0001_initial"),
        ("activity", "0002_partitions"),
        ("people", "0002_row_security"),
    ]

    operations = [migrations.RunSQL(FACTS, UNFACTS), migrations.RunSQL(YES, UNYES)]
