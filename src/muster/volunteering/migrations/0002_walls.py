"""Who sees whose skills and shifts: whoever may see the person, and who runs a shift sees who comes to it.

Tasks and their shifts are for everybody to read; they name nobody.
"""

from django.db import migrations

SCOPE = "(SELECT current_setting('muster.scope', true))"
OF_KEY = f"({SCOPE} = '*' OR EXISTS (SELECT FROM people_identitykey k WHERE k.id = key_id))"
OF_SHIFT = f"""(
  {SCOPE} = '*'
  OR EXISTS (SELECT FROM people_identitykey k WHERE k.id = key_id)
  OR EXISTS (
    SELECT FROM volunteering_shift s JOIN volunteering_task t ON t.id = s.task_id
    WHERE s.id = shift_id AND t.region_id = ANY (string_to_array({SCOPE}, ','))
  )
)"""
OF_SIGN_UP = (
    f"({SCOPE} = '*' OR EXISTS (SELECT FROM volunteering_signup u WHERE u.id = sign_up_id))"
)
WALLS = {
    "volunteering_standing": OF_KEY,
    "volunteering_readiness": OF_KEY,
    "volunteering_free": OF_KEY,
    "volunteering_away": OF_KEY,
    "volunteering_feed": OF_KEY,
    "volunteering_signup": OF_SHIFT,
    "volunteering_suggestion": OF_SHIFT,
    "volunteering_swap": OF_SIGN_UP,
}


def wall(table, condition):
    return f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY web ON {table} TO muster_web USING {condition} WITH CHECK {condition};
CREATE POLICY machine ON {table} TO muster_machine, muster_owner USING (true) WITH CHECK (true);
"""


def unwall(table):
    return f"""
DROP POLICY web ON {table};
DROP POLICY machine ON {table};
ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("volunteering", "0001_initial"),
        ("people", "0004_phone_of_a_sign_up"),
    ]

    operations = [
        migrations.RunSQL(wall(table, condition), unwall(table))
        for table, condition in WALLS.items()
    ]
