"""Leaders of a team for staff: who waits, who looks after whom, call lists, and the numbers of the week."""

from django.urls import path

from muster.web.office.leading import calls, leaders, numbers

urlpatterns = [
    path("groups/<int:number>/leaders/", leaders.show, name="group-leaders"),
    path("groups/<int:number>/leaders/sharing/", leaders.sharing, name="group-sharing"),
    path("groups/<int:number>/leaders/<int:membership>/point/", leaders.point, name="group-point"),
    path("groups/<int:number>/calls/", calls.listed, name="group-calls"),
    path("groups/<int:number>/calls/new/", calls.new, name="group-call-list-new"),
    path("groups/<int:number>/calls/<int:one>/", calls.show, name="group-call-list"),
    path("groups/<int:number>/calls/<int:one>/closure/", calls.close, name="group-calls-closure"),
    path("groups/<int:number>/numbers/", numbers.show, name="group-numbers"),
    path("groups/<int:number>/numbers/aims/", numbers.aims, name="group-aims"),
]
