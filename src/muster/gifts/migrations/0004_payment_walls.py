"""Payments, pledges and refunds are seen with whoever they are about; entries say which transaction wrote them."""

from django.db import migrations

SCOPE = "(SELECT current_setting('muster.scope', true))"
OF_KEY = f"({SCOPE} = '*' OR EXISTS (SELECT FROM people_identitykey k WHERE k.id = key_id))"
OF_PAYMENT = f"({SCOPE} = '*' OR EXISTS (SELECT FROM gifts_payment p WHERE p.id = payment_id))"
EVERYONE = f"({SCOPE} = '*')"

WALLS = {
    "gifts_payment": OF_KEY,
    "gifts_pledge": OF_KEY,
    "gifts_refund": OF_PAYMENT,
    "gifts_report": EVERYONE,
}


def wall(table, condition):
    return f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY web ON {table} TO muster_web USING {condition} WITH CHECK {condition};
CREATE POLICY machine ON {table} TO muster_machine, muster_owner USING (true) WITH CHECK (true);
"""


def unwall(table):
    return f"""
DROP POLICY web ON {table};
DROP POLICY machine ON {table};
ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
"""


# Lines that stand already were written by some transaction that is over: any number below all others will do.
XID = """
ALTER TABLE gifts_entry ADD COLUMN xid xid8 NOT NULL DEFAULT '3';
ALTER TABLE gifts_entry ALTER COLUMN xid SET DEFAULT pg_current_xact_id();
CREATE INDEX gifts_entry_read_on ON gifts_entry (xid, id);
"""


class Migration(migrations.Migration):
    dependencies = [("gifts", "0003_payments")]

    operations = [
        *(migrations.RunSQL(wall(table, rule), unwall(table)) for table, rule in WALLS.items()),
        migrations.RunSQL(XID, "ALTER TABLE gifts_entry DROP COLUMN xid;"),
    ]
