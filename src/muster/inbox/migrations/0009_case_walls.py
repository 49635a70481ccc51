"""A case is seen by whoever may see one of its conversations, and in the region where it began."""

from django.db import migrations

SCOPE = "(SELECT current_setting('muster.scope', true))"
SEEN = f"""(
  {SCOPE} = '*'
  OR ({SCOPE} <> '' AND {SCOPE} NOT LIKE 'self:%' AND (
    EXISTS (SELECT FROM inbox_conversation c WHERE c.case_id = inbox_case.id)
    OR CASE WHEN inbox_case.region_id IS NOT NULL
      THEN inbox_case.region_id = ANY (string_to_array({SCOPE}, ','))
      ELSE (SELECT coalesce(bool_or(r.strangers_to_all), false) FROM inbox_rules r)
    END
  ))
)"""


class Migration(migrations.Migration):
    dependencies = [("inbox", "0008_teams_and_cases")]

    operations = [
        migrations.RunSQL(
            f"""
ALTER TABLE inbox_case ENABLE ROW LEVEL SECURITY;
ALTER TABLE inbox_case FORCE ROW LEVEL SECURITY;
CREATE POLICY web ON inbox_case TO muster_web USING {SEEN} WITH CHECK {SEEN};
CREATE POLICY machine ON inbox_case TO muster_machine, muster_owner USING (true) WITH CHECK (true);
""",
            """
DROP POLICY web ON inbox_case;
DROP POLICY machine ON inbox_case;
ALTER TABLE inbox_case NO FORCE ROW LEVEL SECURITY;
ALTER TABLE inbox_case DISABLE ROW LEVEL SECURITY;
""",
        )
    ]
