"""Everything dated that knows a person is kept for a period, or says in words why time alone ends it."""

import pytest
from django.apps import apps
from django.db import models

from muster.kit.retention import holdings
from tests.rules.test_erasure import _linked

# Rows that live and die with another row, which is what is counted.
WITH_ANOTHER: dict[str, str] = {}


def _dated(model: type[models.Model]) -> bool:
    return any(isinstance(field, models.DateField) for field in model._meta.concrete_fields)


def test_every_dated_model_about_a_person_is_kept_for_a_reason() -> None:
    covered = {label for one in holdings().values() for label in one.covers}
    dated = {label for label, model in _linked().items() if _dated(model)}
    missing = sorted(dated - covered - WITH_ANOTHER.keys())
    assert missing == [], (
        "name it in a Holding of the domain’s kept.py: its period and reason, or why it stays"
    )


def test_every_class_is_about_something_and_says_why() -> None:
    for one in holdings().values():
        for label in one.covers:
            apps.get_model(label)  # raises for a name nobody has
        assert str(one.words), one.name
        assert str(one.reason), one.name
        if one.days is not None:
            assert one.least <= one.days <= one.most, one.name
            assert one.own_job or one.ageing or (one.rows and one.column), one.name


@pytest.mark.django_db
def test_every_column_a_class_goes_by_exists() -> None:
    for one in holdings().values():
        if one.rows is not None:
            assert isinstance(one.rows().model._meta.get_field(one.column), models.DateField)


def test_every_class_is_documented() -> None:
    from tests.rules.ladder import ROOT

    text = (ROOT / "docs/operations.md").read_text()
    missing = [name for name in holdings() if f"`{name}`" not in text]
    assert missing == [], "add a line to “How long what is kept” in docs/operations.md"
