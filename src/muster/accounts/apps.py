"""Accounts as a Django application."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Owns staff, roles, sign-in and the organisation's own row."""

    name = "muster.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Offer our questions to ``muster check``."""
        from muster.accounts import registry

        registry.declare()
