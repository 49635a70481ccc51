"""Teams as people see them: the list for everybody, a team’s page, its board, and oneself in it."""

from django.urls import path

from muster.web.site.team import board, listing, moderating, oneself, page, posts, threads

urlpatterns = [
    path("team/", listing.index, name="teams"),
    path("my/team/", listing.mine, name="my-team"),
    path("team/<slug:slug>/", page.show, name="team"),
    path("team/<slug:slug>/membership/", oneself.join, name="team-join"),
    path("team/<slug:slug>/me/", oneself.me, name="team-me"),
    path("team/<slug:slug>/leaving/", oneself.leave, name="team-leave"),
    path("team/<slug:slug>/board/", board.show, name="team-board"),
    path("team/<slug:slug>/board/new/", board.new, name="team-thread-new"),
    path("team/<slug:slug>/board/<int:number>/", threads.show, name="team-thread"),
    path("team/<slug:slug>/board/<int:number>/<int:post>/", posts.edit, name="team-post"),
    path(
        "team/<slug:slug>/board/<int:number>/<int:post>/report/", posts.report, name="team-report"
    ),
    path("team/<slug:slug>/reports/", moderating.queue, name="team-reports"),
    path(
        "team/<slug:slug>/board/<int:number>/<int:post>/decision/",
        moderating.decision,
        name="team-decision",
    ),
]
