"""Broadcasts as a Django application: tells audiences who uses them and how much is usual."""

from django.apps import AppConfig


class BroadcastsConfig(AppConfig):
    name = "muster.broadcasts"
    label = "broadcasts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from muster.broadcasts import registry

        registry.start()
