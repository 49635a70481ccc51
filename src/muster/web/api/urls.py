"""Addresses of the JSON API."""

from django.urls import URLPattern, URLResolver

from muster.web.api import openapi, tracking

app_name = "api"
urlpatterns: list[URLPattern | URLResolver] = [*tracking.urlpatterns, *openapi.urlpatterns]
