"""An answer that waits for a second person is seen by whoever may see its conversation."""

from django.db import migrations

SEEN = (
    "((SELECT current_setting('muster.scope', true)) = '*'"
    " OR EXISTS (SELECT FROM inbox_conversation c WHERE c.id = inbox_proposal.conversation_id))"
)


class Migration(migrations.Migration):
    dependencies = [("inbox", "0019_proposal")]

    operations = [
        migrations.RunSQL(
            f"""
ALTER TABLE inbox_proposal ENABLE ROW LEVEL SECURITY;
ALTER TABLE inbox_proposal FORCE ROW LEVEL SECURITY;
CREATE POLICY web ON inbox_proposal TO muster_web USING {SEEN} WITH CHECK {SEEN};
CREATE POLICY machine ON inbox_proposal TO muster_machine, muster_owner USING (true) WITH CHECK (true);
""",
            """
DROP POLICY web ON inbox_proposal;
DROP POLICY machine ON inbox_proposal;
ALTER TABLE inbox_proposal NO FORCE ROW LEVEL SECURITY;
ALTER TABLE inbox_proposal DISABLE ROW LEVEL SECURITY;
""",
        )
    ]
