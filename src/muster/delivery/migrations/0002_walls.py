"""Who may see which recipient, outcomes that are never rewritten, and a sealed document that stays sealed."""

from django.db import migrations

SCOPE = "(SELECT current_setting('muster.scope', true))"

# A door may freeze people (they come through the walls of people), and later read its own regions'.
WALL = f"""
ALTER TABLE delivery_recipient ENABLE ROW LEVEL SECURITY;
ALTER TABLE delivery_recipient FORCE ROW LEVEL SECURITY;
CREATE POLICY web_reads ON delivery_recipient FOR SELECT TO muster_web USING (
  {SCOPE} = '*' OR region = ANY (string_to_array({SCOPE}, ','))
  OR 'self:' || person_id::text = {SCOPE});
CREATE POLICY web_freezes ON delivery_recipient FOR INSERT TO muster_web WITH CHECK (true);
CREATE POLICY web_blanks ON delivery_recipient FOR UPDATE TO muster_web USING (
  {SCOPE} = '*' OR region = ANY (string_to_array({SCOPE}, ','))
  OR 'self:' || person_id::text = {SCOPE}) WITH CHECK (true);
CREATE POLICY machine ON delivery_recipient TO muster_machine, muster_owner
  USING (true) WITH CHECK (true);
"""
UNWALL = """
DROP POLICY web_reads ON delivery_recipient;
DROP POLICY web_freezes ON delivery_recipient;
DROP POLICY web_blanks ON delivery_recipient;
DROP POLICY machine ON delivery_recipient;
ALTER TABLE delivery_recipient NO FORCE ROW LEVEL SECURITY;
ALTER TABLE delivery_recipient DISABLE ROW LEVEL SECURITY;
"""

APPEND_ONLY = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON delivery_outcome
  FOR EACH ROW EXECUTE FUNCTION muster_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON delivery_document
  FOR EACH ROW EXECUTE FUNCTION muster_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON delivery_halt
  FOR EACH ROW EXECUTE FUNCTION muster_append_only();
"""
UNAPPEND = """
DROP TRIGGER append_only ON delivery_outcome;
DROP TRIGGER append_only ON delivery_document;
DROP TRIGGER append_only ON delivery_halt;
"""


class Migration(migrations.Migration):
    dependencies = [("delivery", "0001_initial"), ("activity", "0002_partitions")]

    operations = [
        migrations.RunSQL(WALL, UNWALL),
        migrations.RunSQL(APPEND_ONLY, UNAPPEND),
    ]
