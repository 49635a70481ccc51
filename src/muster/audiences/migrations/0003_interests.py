"""Interests, and two ways to ask the log what people turned to, behind the same wall as ``audiences_facts``.

One answers several questions in one pass over the log, so that a list of interests costs one; the other says
what is turned to most.
"""

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

TURNED = """
CREATE FUNCTION audiences_turned(
  numbers integer[], kinds smallint[], refs bigint[], sinces timestamptz[], until timestamptz
) RETURNS TABLE (number integer, person_id bigint, times bigint, latest timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 5000 SET search_path = public, pg_temp AS $$
DECLARE
  -- Inside this function the current user is the owner; who really asks stands in these two.
  is_web boolean := session_user = 'muster_web' OR current_setting('role') = 'muster_web';
  scope text := coalesce(current_setting('muster.scope', true), '');
  earliest timestamptz := (SELECT min(s) FROM unnest(sinces) s);
BEGIN
  IF NOT is_web OR scope = '*' THEN
    RETURN QUERY
    SELECT a.number, k.person_id, count(*), max(f.at)
    FROM activity_fact f
    JOIN unnest(numbers, kinds, refs, sinces) AS a(number, kind, ref, since)
      ON f.kind_id = a.kind AND f.ref_id = a.ref AND f.at > a.since
    JOIN people_identitykey k ON k.id = f.key_id
    WHERE k.person_id IS NOT NULL AND f.at > earliest AND f.at <= until
    GROUP BY a.number, k.person_id;
  ELSE
    RETURN QUERY
    SELECT a.number, k.person_id, count(*), max(f.at)
    FROM activity_fact f
    JOIN unnest(numbers, kinds, refs, sinces) AS a(number, kind, ref, since)
      ON f.kind_id = a.kind AND f.ref_id = a.ref AND f.at > a.since
    JOIN people_identitykey k ON k.id = f.key_id JOIN people_person p ON p.id = k.person_id
    WHERE (p.region_id = ANY (string_to_array(scope, ',')) OR 'self:' || p.id::text = scope)
      AND f.at > earliest AND f.at <= until
    GROUP BY a.number, k.person_id;
  END IF;
END $$;
REVOKE EXECUTE ON FUNCTION audiences_turned FROM PUBLIC;
"""
TOPICS = """
CREATE FUNCTION audiences_topics(
  of_kinds smallint[], since timestamptz, until timestamptz, of_regions text[]
) RETURNS TABLE (kind_id smallint, ref_id bigint, people bigint, times bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 500 SET search_path = public, pg_temp AS $$
DECLARE
  -- As above: who really asks.
  is_web boolean := session_user = 'muster_web' OR current_setting('role') = 'muster_web';
  scope text := coalesce(current_setting('muster.scope', true), '');
  is_free boolean := NOT is_web OR scope = '*';
BEGIN
  IF is_free AND of_regions IS NULL THEN
    RETURN QUERY
    SELECT t.kind_id, t.ref_id, count(*), sum(t.n)::bigint FROM (
      SELECT f.kind_id, f.ref_id, k.person_id, count(*) AS n
      FROM activity_fact f JOIN people_identitykey k ON k.id = f.key_id
      WHERE k.person_id IS NOT NULL AND f.ref_id IS NOT NULL AND f.kind_id = ANY (of_kinds)
        AND f.at > since AND f.at <= until
      GROUP BY 1, 2, 3
    ) t GROUP BY 1, 2;
  ELSE
    RETURN QUERY
    SELECT t.kind_id, t.ref_id, count(*), sum(t.n)::bigint FROM (
      SELECT f.kind_id, f.ref_id, k.person_id, count(*) AS n
      FROM activity_fact f JOIN people_identitykey k ON k.id = f.key_id
      JOIN people_person p ON p.id = k.person_id
      WHERE (is_free OR p.region_id = ANY (string_to_array(scope, ',')))
        AND (of_regions IS NULL OR p.region_id = ANY (of_regions))
        AND f.ref_id IS NOT NULL AND f.kind_id = ANY (of_kinds)
        AND f.at > since AND f.at <= until
      GROUP BY 1, 2, 3
    ) t GROUP BY 1, 2;
  END IF;
END $$;
REVOKE EXECUTE ON FUNCTION audiences_topics FROM PUBLIC;
"""


def staff():
    return models.ForeignKey(
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("audiences", "0002_facts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Interest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80)),
                ("definition", models.JSONField()),
                ("digest", models.CharField(max_length=64)),
                ("created_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("changed_by", staff()),
                ("created_by", staff()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"), name="audiences_interest_once"
                    ),
                    models.CheckConstraint(
                        condition=~models.Q(name=""), name="audiences_interest_named"
                    ),
                ],
            },
        ),
        migrations.RunSQL(TURNED, "DROP FUNCTION audiences_turned;"),
        migrations.RunSQL(TOPICS, "DROP FUNCTION audiences_topics;"),
    ]
