"""Addresses of inbound hooks."""

from django.urls import URLPattern, URLResolver

app_name = "hooks"
urlpatterns: list[URLPattern | URLResolver] = []
