"""Broadcasts as a Django application."""

from django.apps import AppConfig


class BroadcastsConfig(AppConfig):
    name = "muster.broadcasts"
    label = "broadcasts"
    default_auto_field = "django.db.models.BigAutoField"
