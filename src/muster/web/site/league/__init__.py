"""P11: friendly rivalry. How it is counted and who is ahead for everybody; a team’s own past first."""

from django.urls import path

from muster.web.site.league import pages

urlpatterns = [
    path("league/", pages.index, name="league"),
    path("league/<slug:slug>/", pages.show, name="league-team"),
    path("league/<slug:slug>/hiding/", pages.hiding, name="league-hiding"),
    path("my/league/", pages.mine, name="my-league"),
]
