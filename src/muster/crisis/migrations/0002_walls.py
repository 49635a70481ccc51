"""The log of a room is added to, never rewritten; a hot thread is seen by whoever may see its conversation."""

from django.db import migrations

LOG = """
CREATE FUNCTION crisis_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% rows are never edited or removed', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER log_append_only BEFORE UPDATE OR DELETE ON crisis_logentry
    FOR EACH ROW EXECUTE FUNCTION crisis_append_only();
"""
NO_LOG = """
DROP TRIGGER log_append_only ON crisis_logentry;
DROP FUNCTION crisis_append_only();
"""
SEEN = (
    "((SELECT current_setting('muster.scope', true)) = '*'"
    " OR EXISTS (SELECT FROM inbox_conversation c WHERE c.id = crisis_hotthread.conversation_id))"
)
WALL = f"""
ALTER TABLE crisis_hotthread ENABLE ROW LEVEL SECURITY;
ALTER TABLE crisis_hotthread FORCE ROW LEVEL SECURITY;
CREATE POLICY web ON crisis_hotthread TO muster_web USING {SEEN} WITH CHECK {SEEN};
CREATE POLICY machine ON crisis_hotthread TO muster_machine, muster_owner USING (true) WITH CHECK (true);
"""
NO_WALL = """
DROP POLICY web ON crisis_hotthread;
DROP POLICY machine ON crisis_hotthread;
ALTER TABLE crisis_hotthread NO FORCE ROW LEVEL SECURITY;
ALTER TABLE crisis_hotthread DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("crisis", "0001_initial"), ("inbox", "0002_row_security")]

    operations = [migrations.RunSQL(LOG, NO_LOG), migrations.RunSQL(WALL, NO_WALL)]
