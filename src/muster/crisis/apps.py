"""Crisis as a Django application."""

from django.apps import AppConfig


class CrisisConfig(AppConfig):
    """The room that opens when something breaks, and the library of what was learned."""

    name = "muster.crisis"
    label = "crisis"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell delivery when nothing may be let go, the inbox whose answers need a second person."""
        from muster.crisis import registry

        registry.start()
