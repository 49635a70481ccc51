"""Keeps the fingerprint of an address beside it, and makes those of the addresses we have."""

from django.db import migrations, models

BATCH = 5_000


def fill(apps, _schema):
    from muster.people.suppressing import address_mac

    keys = apps.get_model("people", "IdentityKey").objects
    last = 0
    while batch := list(keys.filter(id__gt=last, kind__in=["email", "phone"]).order_by("id")[:BATCH]):
        for key in batch:
            key.address_mac = address_mac(key.kind, key.value)
        keys.bulk_update(batch, ["address_mac"])
        last = batch[-1].id


class Migration(migrations.Migration):
    dependencies = [("people", "0002_row_security")]

    operations = [
        migrations.AddField(
            model_name="identitykey",
            name="address_mac",
            field=models.CharField(max_length=64, null=True),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
