"""Supporters who are signed in, and words about calls and about what is noted on our pages."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0009_possible_matches'),
    ]

    operations = [
        migrations.CreateModel(
            name='MemberSession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('proved_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='consententry',
            name='people_entry_words',
        ),
        migrations.RemoveConstraint(
            model_name='consentstate',
            name='people_state_words',
        ),
        migrations.RemoveConstraint(
            model_name='mailtoken',
            name='people_token_purpose',
        ),
        migrations.AddConstraint(
            model_name='consententry',
            constraint=models.CheckConstraint(condition=models.Q(('channel__in', ('email', 'sms', 'phone', 'web')), ('state__in', ('granted', 'withdrawn', 'pending', 'paused'))), name='people_entry_words'),
        ),
        migrations.AddConstraint(
            model_name='consentstate',
            constraint=models.CheckConstraint(condition=models.Q(('channel__in', ('email', 'sms', 'phone', 'web')), ('state__in', ('granted', 'withdrawn', 'pending', 'paused'))), name='people_state_words'),
        ),
        migrations.AddConstraint(
            model_name='mailtoken',
            constraint=models.CheckConstraint(condition=models.Q(('purpose__in', ['preferences', 'export', 'erasure', 'portal'])), name='people_token_purpose'),
        ),
        migrations.AddField(
            model_name='membersession',
            name='key',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.identitykey'),
        ),
        migrations.AddField(
            model_name='membersession',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person'),
        ),
        migrations.AddIndex(
            model_name='membersession',
            index=models.Index(fields=['expires_at'], name='people_session_age'),
        ),
    ]
