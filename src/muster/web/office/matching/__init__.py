"""Matching for staff: the people of one task with reasons and invitations, and a plan for many tasks at once."""

from django.urls import path

from muster.web.office.matching import inviting, people, planning

urlpatterns = [
    path("tasks/plan/", planning.show, name="task-plan"),
    path("tasks/plan/suggestions/", planning.suggest, name="task-plan-suggestions"),
    path("tasks/<int:number>/people/", people.show, name="task-people"),
    path("tasks/<int:number>/people/decisions/", people.decide, name="task-people-decisions"),
    path("tasks/<int:number>/invitations/", inviting.invite, name="task-invitations"),
    path(
        "tasks/<int:number>/invitations/<int:selection>/release/",
        inviting.release,
        name="task-invitation-release",
    ),
]
