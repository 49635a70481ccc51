"""Triggers: versions of a template, their approvals and missed starts are added to, never rewritten."""

from django.db import migrations

TABLES = ("templateversion", "templateapproval", "missedstart")
FORWARD = "".join(
    f"CREATE TRIGGER {name}_append_only BEFORE UPDATE OR DELETE ON broadcasts_{name}"
    " FOR EACH ROW EXECUTE FUNCTION broadcasts_append_only();"
    for name in TABLES
)
BACKWARD = "".join(f"DROP TRIGGER {name}_append_only ON broadcasts_{name};" for name in TABLES)


class Migration(migrations.Migration):
    dependencies = [("broadcasts", "0003_schedules_templates_and_corrections")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
