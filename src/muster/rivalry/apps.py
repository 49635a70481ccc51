"""Rivalry as a Django application."""

from django.apps import AppConfig


class RivalryConfig(AppConfig):
    """Teams that lift each other, week by week."""

    name = "muster.rivalry"
    label = "rivalry"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell people what we hold of them, and for how long."""
        from muster.rivalry import registry

        registry.declare()
