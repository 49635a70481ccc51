"""The inbox as a Django application."""

from django.apps import AppConfig


class InboxConfig(AppConfig):
    """Conversations with people, on every channel."""

    name = "muster.inbox"
    label = "inbox"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell activity what we write, people what we hold."""
        from muster.inbox import registry

        registry.declare()
