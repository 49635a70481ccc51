"""Tracking calls wait as plain bytes, and what was seen costs one index instead of four."""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

# Calls that wait while this runs are kept: their JSON is read in its old form, too.
PACKED = """
UPDATE sources_arrival SET count = jsonb_array_length(events);
ALTER TABLE sources_arrival ALTER COLUMN events TYPE bytea USING convert_to(events::text, 'UTF8');
ALTER TABLE sources_arrival ALTER COLUMN events SET STORAGE EXTERNAL;
"""
UNPACKED = """
UPDATE sources_arrival SET count = jsonb_array_length(events);
DELETE FROM sources_arrival;
ALTER TABLE sources_arrival ALTER COLUMN events TYPE jsonb USING '[]'::jsonb;
"""
NARROW = """
ALTER TABLE sources_seenmessage RENAME TO sources_seenmessage_wide;
CREATE TABLE sources_seenmessage (
  source_id bigint NOT NULL, digest bytea NOT NULL, at timestamptz NOT NULL,
  CONSTRAINT sources_seenmessage_pk PRIMARY KEY (source_id, digest)
);
INSERT INTO sources_seenmessage SELECT source_id, digest, at FROM sources_seenmessage_wide;
DROP TABLE sources_seenmessage_wide;
CREATE INDEX sources_message_age ON sources_seenmessage USING brin (at);
"""
# How much waits, and since when, is no secret to the door; what waits is.
WAITING = """
CREATE FUNCTION sources_waiting(most_calls integer, OUT calls bigint, OUT bytes bigint) LANGUAGE sql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT count(*), coalesce(sum(size), 0) FROM (
    SELECT octet_length(events) AS size FROM sources_arrival WHERE tries < 3 LIMIT most_calls
  ) AS waits
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("sources", "0002_row_security")]

    operations = [
        migrations.AddField("arrival", "count", models.IntegerField(default=0)),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(PACKED, UNPACKED)],
            state_operations=[
                migrations.AlterField("arrival", "events", models.BinaryField()),
            ],
        ),
        migrations.AlterField(
            "arrival",
            "source",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="sources.source",
            ),
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(NARROW)],
            state_operations=[
                migrations.DeleteModel("SeenMessage"),
                migrations.CreateModel(
                    name="SeenMessage",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "source_id",
                                "digest",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("digest", models.BinaryField()),
                        ("at", models.DateTimeField()),
                        (
                            "source",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="sources.source",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            django.contrib.postgres.indexes.BrinIndex(
                                fields=["at"], name="sources_message_age"
                            )
                        ]
                    },
                ),
            ],
        ),
        migrations.RunSQL(WAITING, "DROP FUNCTION sources_waiting(integer)"),
    ]
