"""What a conversation was about leaves the log: it stood there after the conversation itself was let go."""

from django.db import migrations

KINDS = ("reply.received", "reply.automatic", "reply.claimed")
# The log only grows; this setting is the one way past that.
ERASING = "SELECT set_config('muster.erasing', %s, true)"
TAKE_OUT = """
UPDATE activity_fact SET data = data - 'subject'
WHERE kind_id IN (SELECT id FROM activity_kind WHERE name = ANY(%s)) AND data ? 'subject'
"""


def take_out(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(ERASING, ["on"])
        cursor.execute(TAKE_OUT, [list(KINDS)])
        cursor.execute(ERASING, [""])


class Migration(migrations.Migration):
    dependencies = [
        ("inbox", "0004_found_by_words"),
        ("activity", "0004_drop_month"),
    ]

    operations = [migrations.RunPython(take_out, migrations.RunPython.noop)]
