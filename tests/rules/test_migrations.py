"""Migrations equal the models, run in one line per domain, and never lean on a higher room."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from tests.rules.ladder import rungs


@pytest.mark.django_db
def test_no_drift() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_linear() -> None:
    loader = MigrationLoader(None)
    assert loader.detect_conflicts() == {}


def test_dependencies_fall() -> None:
    loader = MigrationLoader(None)
    wrong = [
        f"{app}.{name} leans on {needs[0]}"
        for (app, name), migration in loader.disk_migrations.items()
        for needs in migration.dependencies
        if app in rungs() and needs[0] in rungs() and rungs()[needs[0]] > rungs()[app]
    ]
    assert wrong == []


@pytest.mark.django_db
def test_every_table_was_made() -> None:
    assert "people_person" in connection.introspection.table_names()
