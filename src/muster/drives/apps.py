"""Drives as a Django application."""

from django.apps import AppConfig


class DrivesConfig(AppConfig):
    """The ninety minutes in which many give a little each."""

    name = "muster.drives"
    label = "drives"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell gifts what can be given for, activity what we write, people what we hold."""
        from muster.drives import registry

        registry.declare()
