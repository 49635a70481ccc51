"""The database refuses to change or remove what the log holds, and sets the transaction's number itself."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- The owner's role is used by migrations alone.
  IF current_user = 'muster_owner' THEN
    RETURN COALESCE(NEW, OLD);
  END IF;
  RAISE EXCEPTION 'the audit log is only ever added to' USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION audit_stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.xid := (pg_current_xact_id()::text)::bigint;
  RETURN NEW;
END $$;

CREATE TRIGGER audit_entry_stamp BEFORE INSERT ON audit_entry
  FOR EACH ROW EXECUTE FUNCTION audit_stamp();
CREATE TRIGGER audit_entry_keep BEFORE UPDATE OR DELETE ON audit_entry
  FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_seal_keep BEFORE UPDATE OR DELETE ON audit_seal
  FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
"""

BACKWARD = """
DROP TRIGGER audit_seal_keep ON audit_seal;
DROP TRIGGER audit_entry_keep ON audit_entry;
DROP TRIGGER audit_entry_stamp ON audit_entry;
DROP FUNCTION audit_stamp();
DROP FUNCTION audit_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
