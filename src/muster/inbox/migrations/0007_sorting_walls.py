"""What a message seems to be is seen by whoever may see the message."""

from django.db import migrations

SEEN = (
    "((SELECT current_setting('muster.scope', true)) = '*'"
    " OR EXISTS (SELECT FROM inbox_inboxmessage m WHERE m.id = inbox_sorting.message_id))"
)


class Migration(migrations.Migration):
    dependencies = [("inbox", "0006_sorted_by_kind")]

    operations = [
        migrations.RunSQL(
            f"""
ALTER TABLE inbox_sorting ENABLE ROW LEVEL SECURITY;
ALTER TABLE inbox_sorting FORCE ROW LEVEL SECURITY;
CREATE POLICY web ON inbox_sorting TO muster_web USING {SEEN} WITH CHECK {SEEN};
CREATE POLICY machine ON inbox_sorting TO muster_machine, muster_owner USING (true) WITH CHECK (true);
""",
            """
DROP POLICY web ON inbox_sorting;
DROP POLICY machine ON inbox_sorting;
ALTER TABLE inbox_sorting NO FORCE ROW LEVEL SECURITY;
ALTER TABLE inbox_sorting DISABLE ROW LEVEL SECURITY;
""",
        )
    ]
