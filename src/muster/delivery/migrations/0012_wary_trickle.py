from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('delivery', '0011_link_checks'),
    ]

    operations = [
        migrations.AddField(
            model_name='release',
            name='pace',
            field=models.PositiveIntegerField(default=0),
        ),
        # What is under way when this arrives goes on as it did.
        migrations.RunSQL(
            'UPDATE delivery_release SET pace = trickle',
            migrations.RunSQL.noop,
        ),
    ]
