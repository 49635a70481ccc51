"""Registers triage with Django and declares how long corrections stay."""

from __future__ import annotations

from django.apps import AppConfig


class TriageConfig(AppConfig):
    name = "muster.triage"
    label = "triage"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from muster.triage import registry

        registry.start()
