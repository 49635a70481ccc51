"""The doors as a Django application, for their template tags."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """No models live here."""

    name = "muster.web"
    label = "web"
