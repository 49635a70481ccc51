"""Addresses of inbound hooks."""

from django.urls import URLPattern, URLResolver

from muster.web import described
from muster.web.hooks import description, gifts, listening, mail, payments, sms

app_name = "hooks"
urlpatterns: list[URLPattern | URLResolver] = [
    *gifts.urlpatterns,
    *listening.urlpatterns,
    *mail.urlpatterns,
    *payments.urlpatterns,
    *sms.urlpatterns,
]
described.add(description.paths())
