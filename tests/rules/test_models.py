"""Models follow the ladder, hide their reverse names across domains, and never order by default."""

from django.apps import apps
from django.db import models

from tests.rules.ladder import rungs


def _ours() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("muster.")]


def _domain(model: type[models.Model]) -> str:
    return model.__module__.split(".")[1]


def _links() -> list[models.Field]:
    return [
        field
        for model in _ours()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey | models.OneToOneField | models.ManyToManyField)
    ]


def test_foreign_keys_point_down_the_ladder() -> None:
    wrong = [
        f"{field.model.__name__}.{field.name} → {field.related_model.__name__}"
        for field in _links()
        if field.related_model.__module__.startswith("muster.")
        and _domain(field.related_model) != _domain(field.model)
        and rungs()[_domain(field.related_model)] >= rungs()[_domain(field.model)]
    ]
    assert wrong == [], (
        "a lower room may not hold a key to a higher one; write a fact or move the noun down"
    )


def test_reverse_names_across_domains_are_hidden() -> None:
    wrong = [
        f"{field.model.__name__}.{field.name}"
        for field in _links()
        if field.related_model.__module__.startswith("muster.")
        and _domain(field.related_model) != _domain(field.model)
        and not field.remote_field.hidden
    ]
    assert wrong == [], 'give it related_name="+" and offer a query in the upper domain'


def test_no_default_ordering() -> None:
    assert [model.__name__ for model in _ours() if model._meta.ordering] == []
