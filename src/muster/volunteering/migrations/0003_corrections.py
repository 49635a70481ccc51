"""Lifts out of the log what a mark of a shift said, once it is known to be wrong.

The log only grows. A mark that was wrong would count for ever, in scores and in audiences, so this function takes the
facts of one place in one shift out of it, and nothing else. It answers only to whoever acts for everybody, which is
the action that corrects.
"""

from django.db import migrations

LIFT = """
CREATE FUNCTION volunteering_lift_mark(asked bigint) RETURNS bigint LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE gone bigint;
BEGIN
  IF coalesce(current_setting('muster.scope', true), '') <> '*' THEN RETURN 0; END IF;
  PERFORM set_config('muster.erasing', 'on', true);
  DELETE FROM activity_fact f
  USING volunteering_signup u, activity_kind k, activity_source s
  WHERE u.id = asked AND f.key_id = u.key_id AND k.id = f.kind_id AND s.id = f.source_id
    AND k.name IN ('shift.done', 'shift.missed') AND s.name = 'volunteering'
    AND f.data ->> 'shift' = u.shift_id::text;
  GET DIAGNOSTICS gone = ROW_COUNT;
  PERFORM set_config('muster.erasing', '', true);
  RETURN gone;
END $$;
REVOKE ALL ON FUNCTION volunteering_lift_mark(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION volunteering_lift_mark(bigint) TO muster_web, muster_machine;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("volunteering", "0002_walls"),
        ("activity", "0002_partitions"),
    ]

    operations = [
        migrations.RunSQL(LIFT, "DROP FUNCTION volunteering_lift_mark(bigint);"),
    ]
