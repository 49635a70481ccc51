"""Addresses of staff pages."""

from django.urls import URLPattern, URLResolver

from muster.web.office import (
    account,
    audiences,
    audit,
    broadcasts,
    calls,
    imports,
    inbox,
    interests,
    outbox,
    parts,
    people,
    person_fields,
    precedence,
    requests,
    rights,
    search,
    seeds,
    settings,
    sources,
    staff,
    standing,
    today,
)

app_name = "office"
urlpatterns: list[URLPattern | URLResolver] = [
    *account.urlpatterns,
    *audit.urlpatterns,
    *outbox.urlpatterns,
    *parts.urlpatterns,
    *people.urlpatterns,
    *person_fields.urlpatterns,
    *precedence.urlpatterns,
    *requests.urlpatterns,
    *rights.urlpatterns,
    *search.urlpatterns,
    *settings.urlpatterns,
    *seeds.urlpatterns,
    *sources.urlpatterns,
    *staff.urlpatterns,
    *standing.urlpatterns,
    *audiences.urlpatterns,
    *broadcasts.urlpatterns,
    *calls.urlpatterns,
    *imports.urlpatterns,
    *inbox.urlpatterns,
    *interests.urlpatterns,
    *today.urlpatterns,
]
