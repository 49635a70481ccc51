"""What came of a dialogue is seen by whoever may see the conversation."""

from django.db import migrations

SEEN = (
    "((SELECT current_setting('muster.scope', true)) = '*'"
    " OR EXISTS (SELECT FROM inbox_conversation c WHERE c.id = inbox_dialogue_outcome.conversation_id))"
)


class Migration(migrations.Migration):
    dependencies = [("inbox", "0016_dialogues")]

    operations = [
        migrations.RunSQL(
            f"""
ALTER TABLE inbox_dialogue_outcome ENABLE ROW LEVEL SECURITY;
ALTER TABLE inbox_dialogue_outcome FORCE ROW LEVEL SECURITY;
CREATE POLICY web ON inbox_dialogue_outcome TO muster_web USING {SEEN} WITH CHECK {SEEN};
CREATE POLICY machine ON inbox_dialogue_outcome TO muster_machine, muster_owner USING (true) WITH CHECK (true);
""",
            """
DROP POLICY web ON inbox_dialogue_outcome;
DROP POLICY machine ON inbox_dialogue_outcome;
ALTER TABLE inbox_dialogue_outcome NO FORCE ROW LEVEL SECURITY;
ALTER TABLE inbox_dialogue_outcome DISABLE ROW LEVEL SECURITY;
""",
        )
    ]
