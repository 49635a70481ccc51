"""Addresses of public pages."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

from muster.web.site import (
    about,
    asking,
    drive,
    giving,
    joining,
    leading,
    league,
    my,
    pictures,
    preferences,
    quality,
    rights,
    stop,
    tasks,
    team,
    tracker,
    word,
)

app_name = "site"
urlpatterns: list[URLPattern | URLResolver] = [
    *joining.urlpatterns,
    *leading.urlpatterns,
    *my.urlpatterns,
    *preferences.urlpatterns,
    *rights.urlpatterns,
    *stop.urlpatterns,
    *team.urlpatterns,
    *tasks.urlpatterns,
    *about.urlpatterns,
    *asking.urlpatterns,
    *drive.urlpatterns,
    *giving.urlpatterns,
    *league.urlpatterns,
    *quality.urlpatterns,
    *word.urlpatterns,
    *pictures.urlpatterns,
    *tracker.urlpatterns,
]
