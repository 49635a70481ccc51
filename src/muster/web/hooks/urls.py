"""Addresses of inbound hooks."""

from django.urls import URLPattern, URLResolver

from muster.web.hooks import mail, sms

app_name = "hooks"
urlpatterns: list[URLPattern | URLResolver] = [*mail.urlpatterns, *sms.urlpatterns]
