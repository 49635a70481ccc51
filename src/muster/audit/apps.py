"""The Django application of the log."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The append-only log of what people and machines did."""

    name = "muster.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Offer our question to ``muster check``."""
        from muster.audit import registry

        registry.declare()
