"""A mailed link may erase; and whoever erases may blank what the facts of that person said.

The log stays append-only: its trigger lets a row be changed in the transaction of an erasure alone,
and the policy only rows whose key the door may see.
"""

from django.db import migrations, models

SCOPE = "(SELECT current_setting('muster.scope', true))"
OF_KEY = f"({SCOPE} = '*' OR EXISTS (SELECT FROM people_identitykey k WHERE k.id = key_id))"
BLANKS = f"""
CREATE POLICY web_blanks ON activity_fact FOR UPDATE TO muster_web
  USING ({OF_KEY} AND (SELECT current_setting('muster.erasing', true)) = 'on');
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0006_joins"), ("activity", "0003_fewer_indexes")]

    operations = [
        migrations.RemoveConstraint("mailtoken", "people_token_purpose"),
        migrations.AddConstraint(
            "mailtoken",
            models.CheckConstraint(
                condition=models.Q(purpose__in=["preferences", "export", "erasure"]),
                name="people_token_purpose",
            ),
        ),
        migrations.RunSQL(BLANKS, "DROP POLICY web_blanks ON activity_fact;"),
    ]
