"""Pages of whoever leads a team: who waits for a word, who looks after whom, calls, and the numbers of the week."""

from django.urls import path

from muster.web.site.leading import calls, home, making, numbers, people, shifts, target

urlpatterns = [
    path("team/<slug:slug>/lead/", home.show, name="lead"),
    path("team/<slug:slug>/lead/told/", home.told, name="lead-told"),
    path("team/<slug:slug>/lead/letters/", home.letters, name="lead-letters"),
    path("team/<slug:slug>/lead/people/", people.show, name="lead-people"),
    path("team/<slug:slug>/lead/people/sharing/", people.sharing, name="lead-sharing"),
    path("team/<slug:slug>/lead/people/<int:membership>/point/", people.point, name="lead-point"),
    path("team/<slug:slug>/lead/people/<int:membership>/talk/", people.talk, name="lead-talk"),
    path("team/<slug:slug>/lead/calls/new/", making.new, name="lead-call-list-new"),
    path("team/<slug:slug>/lead/calls/<int:number>/", calls.show, name="lead-calls"),
    path("team/<slug:slug>/lead/calls/<int:number>/next/", calls.take, name="lead-call-next"),
    path(
        "team/<slug:slug>/lead/calls/<int:number>/closure/", calls.close, name="lead-calls-closure"
    ),
    path(
        "team/<slug:slug>/lead/calls/<int:number>/<int:one>/outcome/",
        target.outcome,
        name="lead-call-outcome",
    ),
    path(
        "team/<slug:slug>/lead/calls/<int:number>/<int:one>/return/",
        target.put_back,
        name="lead-call-return",
    ),
    path("team/<slug:slug>/lead/shifts/", shifts.show, name="lead-shifts"),
    path("team/<slug:slug>/lead/shifts/<int:number>/", shifts.mark, name="lead-shift-mark"),
    path("team/<slug:slug>/lead/numbers/", numbers.show, name="lead-numbers"),
]
