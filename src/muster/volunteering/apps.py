"""Volunteering as a Django application."""

from django.apps import AppConfig


class VolunteeringConfig(AppConfig):
    """The right person for the task."""

    name = "muster.volunteering"
    label = "volunteering"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell activity what we write, people what we hold, and the person page what we know."""
        from muster.volunteering import registry

        registry.declare()
