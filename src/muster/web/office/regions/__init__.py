"""S20: regions for staff, each beside its own past."""

from django.urls import path

from muster.web.office.regions import pages

urlpatterns = [
    path("regions/", pages.index, name="regions"),
    path("regions/<int:number>/", pages.show, name="region"),
    path("regions/<int:number>/hiding/", pages.hiding, name="region-hiding"),
]
