"""The Django application for the map."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Regions and postcodes of the countries we work in."""

    name = "muster.places"
    label = "places"
    default_auto_field = "django.db.models.BigAutoField"
