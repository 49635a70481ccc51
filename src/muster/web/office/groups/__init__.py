"""Teams for staff: the list, one team with its members, leaders and board, and the queue of the moderators."""

from django.urls import path

from muster.web.office.groups import index, keeping, moderating, rights, show, threads

urlpatterns = [
    path("groups/", index.index, name="groups"),
    path("groups/new/", keeping.new, name="group-new"),
    path("groups/reports/", moderating.queue, name="group-reports"),
    path("groups/reports/<int:number>/", moderating.show, name="group-report"),
    path("groups/<int:number>/", show.show, name="group"),
    path("groups/<int:number>/change/", keeping.change, name="group-change"),
    path("groups/<int:number>/closure/", keeping.closure, name="group-closure"),
    path("groups/<int:number>/members/<int:membership>/rights/", rights.give, name="group-rights"),
    path(
        "groups/<int:number>/rights/<int:leadership>/removal/",
        rights.take,
        name="group-rights-removal",
    ),
    path("groups/<int:number>/threads/<int:thread>/", threads.show, name="group-thread"),
    path("groups/<int:number>/threads/<int:thread>/mark/", threads.mark, name="group-thread-mark"),
]
