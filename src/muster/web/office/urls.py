"""Addresses of staff pages."""

from django.urls import URLPattern, URLResolver

from muster.web.office import parts

app_name = "office"
urlpatterns: list[URLPattern | URLResolver] = [
    *parts.urlpatterns,
]
