"""A thread is found by who writes, what about and the last words, folded once when they come."""

from django.db import migrations, models

BATCH = 2_000


def fold_all(apps, schema_editor):
    from muster.kit.text import fold

    threads = apps.get_model("inbox", "Conversation").objects
    last = 0
    while rows := list(threads.filter(id__gt=last).order_by("id")[:BATCH]):
        for row in rows:
            row.find_key = fold(f"{row.name} {row.address} {row.subject} {row.preview}")
        threads.bulk_update(rows, ["find_key"])
        last = rows[-1].id


class Migration(migrations.Migration):
    dependencies = [("inbox", "0003_words_by_text")]

    operations = [
        migrations.AddField(
            model_name="conversation",
            name="find_key",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.RunPython(fold_all, migrations.RunPython.noop),
    ]
