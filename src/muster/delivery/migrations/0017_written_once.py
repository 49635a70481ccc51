"""A snapshot is written once: the database lets a recipient be blanked and nothing else (S1)."""

from django.db import migrations

# Erasure and the end of ninety days take away what names somebody; where the row stands stays as it was.
GUARD = """
CREATE TRIGGER written_once BEFORE UPDATE ON delivery_recipient FOR EACH ROW
  WHEN (OLD.* IS DISTINCT FROM NEW.* AND NOT (
        NEW.address = '' AND NEW.merge = '{}'::jsonb AND NEW.merge_digest = ''
        AND NEW.id = OLD.id AND NEW.snapshot_id = OLD.snapshot_id AND NEW.position = OLD.position
        AND NEW.region = OLD.region AND NEW.zone = OLD.zone))
  EXECUTE FUNCTION muster_append_only();
CREATE TRIGGER written_once BEFORE UPDATE ON delivery_snapshot FOR EACH ROW
  WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION muster_append_only();
"""
UNGUARD = """
DROP TRIGGER written_once ON delivery_recipient;
DROP TRIGGER written_once ON delivery_snapshot;
"""


class Migration(migrations.Migration):
    dependencies = [("delivery", "0016_plain_zones"), ("activity", "0002_partitions")]

    operations = [migrations.RunSQL(GUARD, UNGUARD)]
