"""Who was chosen is seen by whoever may see that person."""

from django.db import migrations

SEEN = (
    "((SELECT current_setting('muster.scope', true)) = '*'"
    " OR EXISTS (SELECT FROM people_identitykey k WHERE k.id = delivery_selected.key_id))"
)


class Migration(migrations.Migration):
    dependencies = [("delivery", "0014_selections"), ("people", "0002_row_security")]

    operations = [
        migrations.RunSQL(
            f"""
ALTER TABLE delivery_selected ENABLE ROW LEVEL SECURITY;
ALTER TABLE delivery_selected FORCE ROW LEVEL SECURITY;
CREATE POLICY web ON delivery_selected TO muster_web USING {SEEN} WITH CHECK {SEEN};
CREATE POLICY machine ON delivery_selected TO muster_machine, muster_owner
  USING (true) WITH CHECK (true);
""",
            """
DROP POLICY web ON delivery_selected;
DROP POLICY machine ON delivery_selected;
ALTER TABLE delivery_selected NO FORCE ROW LEVEL SECURITY;
ALTER TABLE delivery_selected DISABLE ROW LEVEL SECURITY;
""",
        )
    ]
