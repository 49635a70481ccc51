"""Lets go of a whole month whose facts are all past their time. Workers may not change tables themselves."""

from django.db import migrations

DROP_MONTH = """
CREATE FUNCTION activity_drop_month(month date, gone integer[]) RETURNS bigint LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
  part text := 'activity_fact_' || to_char(month, 'YYYY_MM');
  upper timestamptz := (date_trunc('month', month::timestamp) + interval '1 month') AT TIME ZONE 'UTC';
  many bigint;
  others boolean;
BEGIN
  IF coalesce(current_setting('muster.erasing', true), '') <> 'on' THEN
    RAISE EXCEPTION 'activity_fact is append-only' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF to_regclass(part) IS NULL OR upper > now() THEN
    RETURN NULL;
  END IF;
  EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE kind_id <> ALL ($1))', part) INTO others USING gone;
  IF others THEN
    RETURN NULL;
  END IF;
  LOCK TABLE activity_fact IN ACCESS EXCLUSIVE MODE;
  EXECUTE format('SELECT count(*), coalesce(bool_or(kind_id <> ALL ($1)), false) FROM %I', part)
    INTO many, others USING gone;
  IF others THEN
    RETURN NULL;
  END IF;
  EXECUTE format('DROP TABLE %I', part);
  RETURN many;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("activity", "0003_fewer_indexes")]

    operations = [
        migrations.RunSQL(DROP_MONTH, "DROP FUNCTION activity_drop_month(date, integer[]);")
    ]
