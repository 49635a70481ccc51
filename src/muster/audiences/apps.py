"""Audiences as a Django application."""

from django.apps import AppConfig


class AudiencesConfig(AppConfig):
    name = "muster.audiences"
    label = "audiences"
    default_auto_field = "django.db.models.BigAutoField"
