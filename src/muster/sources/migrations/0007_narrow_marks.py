"""What was seen is kept as a uuid: 80 bytes an event with its index instead of 112."""

import django.contrib.postgres.indexes
from django.db import migrations, models

NARROW = """
ALTER TABLE sources_seenmessage RENAME TO sources_seenmessage_wide;
ALTER INDEX sources_seenmessage_pk RENAME TO sources_seenmessage_wide_pk;
DROP INDEX sources_message_age;
CREATE TABLE sources_seenmessage (mark uuid NOT NULL, at timestamptz NOT NULL);
INSERT INTO sources_seenmessage
  SELECT encode(int4send(source_id::integer) || substring(digest FOR 12), 'hex')::uuid, max(at)
    FROM sources_seenmessage_wide GROUP BY 1;
DROP TABLE sources_seenmessage_wide;
ALTER TABLE sources_seenmessage ADD CONSTRAINT sources_seenmessage_pk PRIMARY KEY (mark);
CREATE INDEX sources_message_age ON sources_seenmessage USING brin (at);
"""


class Migration(migrations.Migration):
    dependencies = [("sources", "0006_signing_keys")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(NARROW)],
            state_operations=[
                migrations.DeleteModel("SeenMessage"),
                migrations.CreateModel(
                    name="SeenMessage",
                    fields=[
                        ("mark", models.UUIDField(primary_key=True, serialize=False)),
                        ("at", models.DateTimeField()),
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
    ]
