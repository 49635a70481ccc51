"""Registers gifts with Django and declares what gifts writes in the log."""

from __future__ import annotations

from django.apps import AppConfig


class GiftsConfig(AppConfig):
    name = "muster.gifts"
    label = "gifts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from muster.gifts import registry

        registry.start()
