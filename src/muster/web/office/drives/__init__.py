"""Drives for staff: the list, making one, the control room while it is live, the tree, the report afterwards."""

from django.urls import path

from muster.web.office.drives import control, goals, index, keeping, relays, report, thanks

urlpatterns = [
    path("drives/", index.index, name="drives"),
    path("drives/new/", keeping.new, name="drive-new"),
    path("drives/earlier/", keeping.earlier, name="drive-earlier"),
    path("drives/<int:number>/", control.show, name="drive"),
    path("drives/<int:number>/change/", keeping.change, name="drive-change"),
    path("drives/<int:number>/closure/", control.closure, name="drive-closure"),
    path("drives/<int:number>/screen/", control.screen, name="drive-screen"),
    path("drives/<int:number>/names/<int:giving>/", control.name, name="drive-name"),
    path("drives/<int:number>/milestones/", goals.milestones, name="drive-milestones"),
    path(
        "drives/<int:number>/milestones/<int:milestone>/removal/",
        goals.milestone_removal,
        name="drive-milestone-removal",
    ),
    path("drives/<int:number>/matches/", goals.matches, name="drive-matches"),
    path(
        "drives/<int:number>/matches/<int:match>/removal/",
        goals.match_removal,
        name="drive-match-removal",
    ),
    path("drives/<int:number>/links/", relays.links, name="drive-links"),
    path("drives/<int:number>/tree/", relays.tree, name="drive-tree"),
    path("drives/<int:number>/report/", report.show, name="drive-report"),
    path("drives/<int:number>/report/file/", report.file, name="drive-report-file"),
    path("drives/<int:number>/thanks/", thanks.thanks, name="drive-thanks"),
]
