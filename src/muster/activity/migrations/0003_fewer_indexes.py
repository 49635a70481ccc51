"""Nobody looks a fact up by its number alone, and every fact ever written paid for that index."""

from django.db import migrations

# The column stays an identity: numbers are given out by the database, and no writer names its own.
DROP = "ALTER TABLE activity_fact DROP CONSTRAINT activity_fact_pkey;"
BACK = "ALTER TABLE activity_fact ADD PRIMARY KEY (id, at);"


class Migration(migrations.Migration):
    dependencies = [("activity", "0002_partitions")]

    operations = [migrations.RunSQL(DROP, BACK)]
