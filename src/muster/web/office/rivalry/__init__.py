"""The season for staff: its rules, what was taken off, the experiment, the news and their digest."""

from django.urls import path

from muster.web.office.rivalry import digest, keeping, pages

urlpatterns = [
    path("rivalry/", pages.index, name="rivalry"),
    path("rivalry/season/", keeping.season, name="rivalry-season"),
    path("rivalry/season/closure/", keeping.closure, name="rivalry-closure"),
    path("rivalry/recounts/", keeping.recounts, name="rivalry-recounts"),
    path("rivalry/experiments/", keeping.experiments, name="rivalry-experiments"),
    path(
        "rivalry/experiments/<int:number>/closure/",
        keeping.experiment_closure,
        name="rivalry-experiment-closure",
    ),
    path("rivalry/cards/<int:number>/", keeping.card, name="rivalry-card"),
    path("rivalry/digest/", digest.digest, name="rivalry-digest"),
]
