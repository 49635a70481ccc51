"""One function that empties an installation holding nothing but the sample.

The roles of the web and of the workers may not empty tables, so it runs with the owner’s rights. It looks
for itself whether anything real is in here: one account that is no part of the invented cast, another mode
than training, or one release made in another mode, and it refuses.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION accounts_forget_sample() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  everything text;
  real boolean;
BEGIN
  IF EXISTS (SELECT FROM accounts_staff WHERE NOT demo)
     OR NOT EXISTS (SELECT FROM accounts_staff)
     OR EXISTS (SELECT FROM accounts_organisation WHERE mode <> 'training') THEN
    RAISE EXCEPTION 'this installation holds more than the sample';
  END IF;
  IF to_regclass('delivery_release') IS NOT NULL THEN
    EXECUTE 'SELECT EXISTS (SELECT FROM delivery_release WHERE mode <> ''training'')' INTO real;
    IF real THEN
      RAISE EXCEPTION 'this installation has sent to real people';
    END IF;
  END IF;
  -- What migrations fill stays, and so do the lines of the job worker that is running now.
  SELECT string_agg(format('%I', c.relname), ', ') INTO everything
    FROM pg_class AS c
   WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
     AND c.relname NOT LIKE 'django\\_%' AND c.relname NOT LIKE 'places\\_%'
     AND c.relname NOT LIKE 'procrastinate\\_%' AND c.relname <> 'auth_permission';
  EXECUTE 'TRUNCATE ' || everything || ' RESTART IDENTITY';
  DELETE FROM django_session;
  DELETE FROM procrastinate_jobs WHERE status <> 'doing';
END $$;
REVOKE EXECUTE ON FUNCTION accounts_forget_sample FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, "DROP FUNCTION accounts_forget_sample;")]
