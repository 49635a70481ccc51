"""Since when the oldest call waits: a moment the office may know, though it may read no call."""

from django.db import migrations

SINCE = """
CREATE FUNCTION sources_waiting_since() RETURNS timestamptz LANGUAGE sql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT min(received_at) FROM sources_arrival WHERE tries < 3
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("sources", "0003_narrow_arrivals")]

    operations = [migrations.RunSQL(SINCE, "DROP FUNCTION sources_waiting_since()")]
