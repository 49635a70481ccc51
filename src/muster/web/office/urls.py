"""Addresses of staff pages."""

from django.urls import URLPattern, URLResolver

from muster.web.office import audiences, broadcasts, parts

app_name = "office"
urlpatterns: list[URLPattern | URLResolver] = [
    *parts.urlpatterns,
    *audiences.urlpatterns,
    *broadcasts.urlpatterns,
]
