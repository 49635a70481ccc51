"""Tasks and shifts for staff: where people are missing, one task with its shifts, who comes, and what people can do."""

from django.urls import path

from muster.web.office.tasks import index, keeping, people, shifts, show, skills

urlpatterns = [
    path("tasks/", index.index, name="tasks"),
    path("tasks/new/", keeping.new, name="task-new"),
    path("tasks/skills/", skills.index, name="skills"),
    path("tasks/skills/new/", skills.new, name="skill-new"),
    path("tasks/skills/<int:number>/", skills.change, name="skill"),
    path("tasks/skills/<int:number>/retirement/", skills.retirement, name="skill-retirement"),
    path("tasks/skills/of/<int:number>/", skills.person, name="person-skills"),
    path("tasks/skills/of/<int:number>/proof/", skills.proof, name="person-skill-proof"),
    path("tasks/skills/of/<int:number>/doubt/", skills.doubt, name="person-skill-doubt"),
    path("tasks/<int:number>/", show.show, name="task"),
    path("tasks/<int:number>/change/", keeping.change, name="task-change"),
    path("tasks/<int:number>/opening/", show.opening, name="task-opening"),
    path("tasks/<int:number>/ending/", show.ending, name="task-ending"),
    path("tasks/<int:number>/shifts/", shifts.add, name="task-shifts"),
    path("tasks/<int:number>/shifts/<int:shift>/", people.show, name="task-shift"),
    path("tasks/<int:number>/shifts/<int:shift>/slots/", shifts.slots, name="task-shift-slots"),
    path("tasks/<int:number>/shifts/<int:shift>/calling-off/", shifts.call_off, name="task-shift-off"),
    path("tasks/<int:number>/shifts/<int:shift>/people/", people.seat, name="task-shift-seat"),
    path(
        "tasks/<int:number>/shifts/<int:shift>/people/<int:sign_up>/<slug:what>/",
        people.act,
        name="task-shift-act",
    ),
]  # fmt: skip
