"""Waits that ran before keep the promise they had; who sees a thread sees its resolutions and rungs."""

from django.db import migrations

SCOPE = "(SELECT current_setting('muster.scope', true))"
WALLS = {
    "inbox_resolution": f"({SCOPE} = '*' OR EXISTS (SELECT FROM inbox_conversation c WHERE c.id = conversation_id))",
    "inbox_escalation": f"({SCOPE} = '*' OR EXISTS (SELECT FROM inbox_wait w WHERE w.id = wait_id))",
}
KEPT = """
UPDATE inbox_wait SET
  promise_minutes = greatest(1, round(extract(epoch FROM due_at - asked_at) / 60)),
  worked = greatest(0, floor(extract(epoch FROM ended_at - asked_at))),
  look_at = CASE WHEN ended_at IS NULL THEN asked_at END
"""


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


class Migration(migrations.Migration):
    dependencies = [("inbox", "0014_promises_and_ladder")]

    operations = [
        *(migrations.RunSQL(wall(table, rule), unwall(table)) for table, rule in WALLS.items()),
        migrations.RunSQL(KEPT, migrations.RunSQL.noop),
    ]
