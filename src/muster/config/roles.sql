-- The three roles of an installation. Run once by a superuser; safe to run again.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'muster_web') THEN
    CREATE ROLE muster_web NOSUPERUSER NOBYPASSRLS;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'muster_machine') THEN
    CREATE ROLE muster_machine NOSUPERUSER NOBYPASSRLS;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'muster_owner') THEN
    CREATE ROLE muster_owner NOSUPERUSER NOBYPASSRLS;
  END IF;
END $$;
-- The worker may step down to the web role when it acts inside a person's scope; nobody may step up.
GRANT muster_web TO muster_machine;
GRANT muster_web TO muster_owner;
GRANT muster_machine TO muster_owner;
