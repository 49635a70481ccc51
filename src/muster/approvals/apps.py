"""Approvals as a Django application."""

from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "muster.approvals"
    label = "approvals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Offer the changes that need a second administrator."""
        from muster.approvals import kinds

        kinds.declare()
