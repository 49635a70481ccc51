"""The public side of a drive: the page to give at, the wall for the room, and the stream both live by."""

from django.urls import path

from muster.web.site.drive import pages, stream

urlpatterns = [
    path("drive/<slug:slug>/", pages.show, name="drive"),
    path("drive/<slug:slug>/wall/", pages.wall, name="drive-wall"),
    path("drive/<slug:slug>/mine/<str:token>/", pages.mine, name="drive-mine"),
    path("drive/<slug:slug>/visits/", pages.visits, name="drive-visits"),
    path("drive/<slug:slug>/events/", stream.events, name="drive-events"),
]
