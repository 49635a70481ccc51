"""The walls of groups only read, and say so: a large table behind them may be read by several processes at once."""

from django.db import migrations

_READING = ("groups_mine()", "groups_seen()", "groups_moderated()", "groups_led(text)")


class Migration(migrations.Migration):

    dependencies = [("groups", "0004_leading_walls")]

    operations = [
        migrations.RunSQL(f"ALTER FUNCTION {one} PARALLEL SAFE", f"ALTER FUNCTION {one} PARALLEL UNSAFE")
        for one in _READING
    ]
