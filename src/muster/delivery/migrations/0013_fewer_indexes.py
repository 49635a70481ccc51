"""Nobody looks an outcome or a place of the week up by its number alone, and every message ever sent paid for it."""

from django.db import migrations

# The columns stay identities: numbers are given out by the database, and no writer names its own.
DROP = """
ALTER TABLE delivery_outcome DROP CONSTRAINT delivery_outcome_pkey;
ALTER TABLE delivery_contactslot DROP CONSTRAINT delivery_contactslot_pkey;
"""
BACK = """
ALTER TABLE delivery_outcome ADD PRIMARY KEY (id);
ALTER TABLE delivery_contactslot ADD PRIMARY KEY (id);
"""


class Migration(migrations.Migration):
    dependencies = [("delivery", "0012_wary_trickle")]

    operations = [migrations.RunSQL(DROP, BACK)]
