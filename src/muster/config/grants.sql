-- What the roles may do with the tables of the owner. Row-level policies narrow the web role further.
GRANT USAGE ON SCHEMA public TO muster_web, muster_machine;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO muster_web, muster_machine;
GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO muster_web, muster_machine;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO muster_web, muster_machine;
-- History is added to, never rewritten.
REVOKE UPDATE, DELETE ON django_migrations FROM muster_web, muster_machine;
