"""What came of a dialogue is seen by whoever may see the conversation."""

from django.db import migrations

SEEN = (
    "((SELECT current_setting('muster.scope', true)) = '*'"
    " OR EXISTS (SELECT FROM inbox_conversation c WHERE c.id = inbox_dialogue.conversation_id))"
)


class Migration(migrations.Migration):
    dependencies = [("inbox", "0016_dialogues")]

    operations = [
        migrations.RunSQL(
            f"""
ALTER TABLE inbox_dialogue ENABLE ROW LEVEL SECURITY;
ALTER TABLE inbox_dialogue FORCE ROW LEVEL SECURITY;
CREATE POLICY web ON inbox_dialogue TO muster_web USING {SEEN} WITH CHECK {SEEN};
CREATE POLICY machine ON inbox_dialogue TO muster_machine, muster_owner USING (true) WITH CHECK (true);
""",
            """
DROP POLICY web ON inbox_dialogue;
DROP POLICY machine ON inbox_dialogue;
ALTER TABLE inbox_dialogue NO FORCE ROW LEVEL SECURITY;
ALTER TABLE inbox_dialogue DISABLE ROW LEVEL SECURITY;
""",
        )
    ]
