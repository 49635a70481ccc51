"""The ledger only grows, and shows a region its own people’s gifts; a gift of nobody, everyone’s alone."""

from django.db import migrations

SCOPE = "(SELECT current_setting('muster.scope', true))"
SEEN = f"({SCOPE} = '*' OR EXISTS (SELECT FROM people_identitykey k WHERE k.id = key_id))"


class Migration(migrations.Migration):
    dependencies = [("gifts", "0001_initial"), ("people", "0004_phone_of_a_sign_up")]

    operations = [
        migrations.RunSQL(
            f"""
ALTER TABLE gifts_entry ENABLE ROW LEVEL SECURITY;
ALTER TABLE gifts_entry FORCE ROW LEVEL SECURITY;
CREATE POLICY web ON gifts_entry TO muster_web USING {SEEN} WITH CHECK {SEEN};
CREATE POLICY machine ON gifts_entry TO muster_machine, muster_owner USING (true) WITH CHECK (true);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON gifts_entry
  FOR EACH ROW EXECUTE FUNCTION muster_append_only();
""",
            """
DROP TRIGGER append_only ON gifts_entry;
DROP POLICY web ON gifts_entry;
DROP POLICY machine ON gifts_entry;
ALTER TABLE gifts_entry NO FORCE ROW LEVEL SECURITY;
ALTER TABLE gifts_entry DISABLE ROW LEVEL SECURITY;
""",
        ),
    ]
