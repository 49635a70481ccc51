"""Addresses of staff pages."""

from django.urls import URLPattern, URLResolver

from muster.web.office import account, audiences, audit, broadcasts, inbox, parts, people, settings, staff, today

app_name = "office"
urlpatterns: list[URLPattern | URLResolver] = [
    *account.urlpatterns,
    *audit.urlpatterns,
    *parts.urlpatterns,
    *people.urlpatterns,
    *settings.urlpatterns,
    *staff.urlpatterns,
    *audiences.urlpatterns,
    *broadcasts.urlpatterns,
    *inbox.urlpatterns,
    *today.urlpatterns,
]
