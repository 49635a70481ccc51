"""Listening as a Django application."""

from django.apps import AppConfig


class ListeningConfig(AppConfig):
    """What is said about us in public."""

    name = "muster.listening"
    label = "listening"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell activity what we write, people what we hold."""
        from muster.listening import registry

        registry.declare()
