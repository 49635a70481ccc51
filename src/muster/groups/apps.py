"""Groups as a Django application."""

from django.apps import AppConfig


class GroupsConfig(AppConfig):
    """Teams by region and by topic, and the boards where they talk."""

    name = "muster.groups"
    label = "groups"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell activity what we write, and people what we hold of them."""
        from muster.groups import registry

        registry.declare()
