"""A person’s place can be looked up, for suggestions among millions."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0010_member_sessions'),
        ('places', '0002_regions'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='person',
            index=models.Index(condition=models.Q(('latitude__isnull', False)), fields=['latitude', 'longitude'], name='people_person_by_place'),
        ),
    ]
