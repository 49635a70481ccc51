"""Scores, and the points of each person in one pass over the log, behind the same wall as ``audiences_facts``."""

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

SCORED = """
CREATE FUNCTION audiences_scored(
  kinds smallint[], worths integer[], sinces timestamptz[], until timestamptz
) RETURNS TABLE (person_id bigint, score bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 5000 SET search_path = public, pg_temp
SET enable_nestloop = off AS $$
DECLARE
  -- Inside this function the current user is the owner; who really asks stands in these two.
  is_web boolean := session_user = 'muster_web' OR current_setting('role') = 'muster_web';
  scope text := coalesce(current_setting('muster.scope', true), '');
  earliest timestamptz := (SELECT min(s) FROM unnest(sinces) s);
BEGIN
  IF NOT is_web OR scope = '*' THEN
    RETURN QUERY
    SELECT k.person_id, sum(a.worth)::bigint
    FROM activity_fact f
    JOIN unnest(kinds, worths, sinces) AS a(kind, worth, since)
      ON f.kind_id = a.kind AND f.at > a.since
    JOIN people_identitykey k ON k.id = f.key_id
    WHERE k.person_id IS NOT NULL AND f.kind_id = ANY (kinds) AND f.at > earliest AND f.at <= until
    GROUP BY k.person_id;
  ELSE
    RETURN QUERY
    SELECT k.person_id, sum(a.worth)::bigint
    FROM activity_fact f
    JOIN unnest(kinds, worths, sinces) AS a(kind, worth, since)
      ON f.kind_id = a.kind AND f.at > a.since
    JOIN people_identitykey k ON k.id = f.key_id JOIN people_person p ON p.id = k.person_id
    WHERE (p.region_id = ANY (string_to_array(scope, ',')) OR 'self:' || p.id::text = scope)
      AND f.kind_id = ANY (kinds) AND f.at > earliest AND f.at <= until
    GROUP BY k.person_id;
  END IF;
END $$;
REVOKE EXECUTE ON FUNCTION audiences_scored FROM PUBLIC;
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
        ("audiences", "0006_stayed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Score",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80)),
                ("lines", models.JSONField()),
                ("created_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("changed_by", staff()),
                ("created_by", staff()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"), name="audiences_score_once"
                    ),
                    models.CheckConstraint(condition=~models.Q(name=""), name="audiences_score_named"),
                ],
            },
        ),
        migrations.RunSQL(SCORED, "DROP FUNCTION audiences_scored;"),
    ]
