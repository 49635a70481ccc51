"""A sample beside a real account: its row, and the function that takes all of it away and leaves the account.

The function looks for itself whether a sample was loaded into an empty installation that is in training and
never sent otherwise, since the roles of the web and of the workers may not empty tables.
"""

from django.db import migrations, models

FORWARD = """
CREATE FUNCTION accounts_forget_sample_beside() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  everything text;
  real boolean;
BEGIN
  IF NOT EXISTS (SELECT FROM accounts_sample)
     OR EXISTS (SELECT FROM accounts_organisation
                 WHERE mode <> 'training' OR first_live_at IS NOT NULL) THEN
    RAISE EXCEPTION 'no sample was loaded here, or this installation has left training';
  END IF;
  IF to_regclass('delivery_release') IS NOT NULL THEN
    EXECUTE 'SELECT EXISTS (SELECT FROM delivery_release WHERE mode <> ''training'')' INTO real;
    IF real THEN
      RAISE EXCEPTION 'this installation has sent to real people';
    END IF;
  END IF;
  -- What migrations fill stays, the accounts of real staff, what the house has ruled, and the worker’s lines.
  SELECT string_agg(format('%I', c.relname), ', ') INTO everything
    FROM pg_class AS c
   WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
     AND c.relname NOT LIKE 'django\\_%' AND c.relname NOT LIKE 'places\\_%'
     AND c.relname NOT LIKE 'procrastinate\\_%' AND c.relname <> 'auth_permission'
     AND c.relname NOT LIKE 'account\\_%' AND c.relname NOT LIKE 'mfa\\_%'
     AND (c.relname NOT LIKE 'accounts\\_%' OR c.relname IN ('accounts_sample', 'accounts_letgo'))
     AND c.relname NOT IN ('approvals_policy', 'inbox_rules');
  EXECUTE 'TRUNCATE ' || everything || ' RESTART IDENTITY';
  DELETE FROM accounts_invitation WHERE invited_by_id IN (SELECT id FROM accounts_staff WHERE demo)
      OR accepted_by_id IN (SELECT id FROM accounts_staff WHERE demo);
  DELETE FROM accounts_staffsession WHERE staff_id IN (SELECT id FROM accounts_staff WHERE demo);
  DELETE FROM accounts_rolegrant WHERE staff_id IN (SELECT id FROM accounts_staff WHERE demo);
  DELETE FROM accounts_staff_regions WHERE staff_id IN (SELECT id FROM accounts_staff WHERE demo);
  DELETE FROM mfa_authenticator WHERE user_id IN (SELECT id FROM accounts_staff WHERE demo);
  DELETE FROM account_emailaddress WHERE user_id IN (SELECT id FROM accounts_staff WHERE demo);
  DELETE FROM accounts_staff WHERE demo;
  DELETE FROM procrastinate_jobs WHERE status <> 'doing';
END $$;
REVOKE EXECUTE ON FUNCTION accounts_forget_sample_beside FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_retention")]
    operations = [
        migrations.CreateModel(
            name="Sample",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Asked for"),
                            ("loading", "Being loaded"),
                            ("loaded", "Loaded"),
                            ("failed", "Broken off"),
                        ],
                        default="asked",
                        max_length=8,
                    ),
                ),
                ("step", models.PositiveSmallIntegerField(default=0)),
                ("steps", models.PositiveSmallIntegerField(default=0)),
                ("before", models.JSONField(default=dict)),
                ("asked_by", models.CharField(max_length=80)),
                ("asked_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="one_sample"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["asked", "loading", "loaded", "failed"])
                        ),
                        name="sample_state_known",
                    ),
                ],
            },
        ),
        migrations.RunSQL(FORWARD, "DROP FUNCTION accounts_forget_sample_beside;"),
    ]
