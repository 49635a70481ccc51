"""Who watches a conversation is seen by whoever may see the conversation."""

from django.db import migrations

SEEN = (
    "((SELECT current_setting('muster.scope', true)) = '*'"
    " OR EXISTS (SELECT FROM inbox_conversation c WHERE c.id = inbox_watch.conversation_id))"
)


class Migration(migrations.Migration):
    dependencies = [("inbox", "0022_watch")]

    operations = [
        migrations.RunSQL(
            f"""
ALTER TABLE inbox_watch ENABLE ROW LEVEL SECURITY;
ALTER TABLE inbox_watch FORCE ROW LEVEL SECURITY;
CREATE POLICY web ON inbox_watch TO muster_web USING {SEEN} WITH CHECK {SEEN};
CREATE POLICY machine ON inbox_watch TO muster_machine, muster_owner USING (true) WITH CHECK (true);
""",
            """
DROP POLICY web ON inbox_watch;
DROP POLICY machine ON inbox_watch;
ALTER TABLE inbox_watch NO FORCE ROW LEVEL SECURITY;
ALTER TABLE inbox_watch DISABLE ROW LEVEL SECURITY;
""",
        )
    ]
