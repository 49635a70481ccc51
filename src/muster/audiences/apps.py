"""Audiences as a Django application."""

from django.apps import AppConfig


class AudiencesConfig(AppConfig):
    name = "muster.audiences"
    label = "audiences"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell people what a copy of somebody’s data says of their interests, and whoever checks about the lake."""
        from muster.audiences import duties

        duties.start()
