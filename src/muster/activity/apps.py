"""Registers the activity log with Django."""

from __future__ import annotations

from django.apps import AppConfig


class ActivityConfig(AppConfig):
    name = "muster.activity"
    label = "activity"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say how long the log keeps what no other class lets go of."""
        from muster.activity import registry

        registry.keep()
