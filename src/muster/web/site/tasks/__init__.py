"""Tasks for everybody, and one’s own shifts: finding, signing up, confirming, handing on, the calendar."""

from django.urls import path

from muster.web.site.tasks import calendars, coming, finding, mine, ready, swaps, task

urlpatterns = [
    path("tasks/", finding.show, name="tasks"),
    path("tasks/<slug:slug>/", task.show, name="task"),
    path("tasks/<slug:slug>/place/", task.take, name="task-take"),
    path("tasks/<slug:slug>/ask/", coming.ask, name="task-ask"),
    path("my/shifts/", mine.show, name="my-shifts"),
    path("my/shifts/<int:number>/confirmation/", mine.confirmation, name="my-shift-confirm"),
    path("my/shifts/<int:number>/leaving/", mine.leaving, name="my-shift-leave"),
    path("my/shifts/<int:number>/offer/", swaps.offer, name="my-shift-offer"),
    path("my/shifts/<int:number>/keeping/", swaps.keep, name="my-shift-keep"),
    path("my/calendar/", calendars.make, name="my-calendar"),
    path("calendar/<str:token>.ics", calendars.feed, name="calendar"),
    path("my/ready/", ready.show, name="my-ready"),
    path("my/ready/skills/", ready.skills, name="my-ready-skills"),
    path("my/ready/free/", ready.free, name="my-ready-free"),
    path("my/ready/free/<int:number>/removal/", ready.free_removal, name="my-ready-free-removal"),
    path("my/ready/away/", ready.away, name="my-ready-away"),
    path("my/ready/away/<int:number>/removal/", ready.away_removal, name="my-ready-away-removal"),
    path("shift/<str:token>/", coming.shift, name="shift"),
    path("shift/<str:token>/leaving/", coming.leaving, name="shift-leave"),
    path("shift/<str:token>/renewal/", coming.renewal, name="shift-renewal"),
    path("shift/<str:token>/file.ics", calendars.one, name="shift-file"),
]
