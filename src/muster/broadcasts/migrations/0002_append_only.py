"""Triggers: the lineage of a broadcast and its submissions are added to, never rewritten (A6)."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION broadcasts_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% rows are never edited or removed', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER edit_append_only BEFORE UPDATE OR DELETE ON broadcasts_edit
    FOR EACH ROW EXECUTE FUNCTION broadcasts_append_only();
CREATE TRIGGER submission_append_only BEFORE UPDATE OR DELETE ON broadcasts_submission
    FOR EACH ROW EXECUTE FUNCTION broadcasts_append_only();
"""

BACKWARD = """
DROP TRIGGER submission_append_only ON broadcasts_submission;
DROP TRIGGER edit_append_only ON broadcasts_edit;
DROP FUNCTION broadcasts_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("broadcasts", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
