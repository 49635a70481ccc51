"""The crisis room: one page to lead from, one switch, one log; and the library of what was learned.

It fetches through ``crisis.access`` and calls one action for each thing a person can do there.
"""

from django.urls import path

from muster.web.office.crisis import doing, holding, library, rooms, texts

urlpatterns = [
    path("crisis/", rooms.index, name="crisis"),
    path("crisis/new/", rooms.new, name="crisis-new"),
    path("crisis/from-alarm/<int:alarm_id>/", rooms.from_alarm, name="crisis-from-alarm"),
    path("crisis/library/", library.index, name="crisis-library"),
    path("crisis/library/<str:ref>.md", library.markdown, name="crisis-case-file"),
    path("crisis/library/<str:ref>/", library.show, name="crisis-case"),
    path("crisis/<int:room_id>/", rooms.show, name="crisis-room"),
    path("crisis/<int:room_id>/log/", doing.log, name="crisis-log"),
    path("crisis/<int:room_id>/lead/", doing.lead, name="crisis-lead"),
    path("crisis/<int:room_id>/duty/", doing.duty, name="crisis-duty"),
    path("crisis/<int:room_id>/severity/", doing.severity, name="crisis-severity"),
    path("crisis/<int:room_id>/tasks/", doing.tasks, name="crisis-tasks"),
    path("crisis/<int:room_id>/tasks/<int:task_id>/done/", doing.done, name="crisis-task-done"),
    path("crisis/<int:room_id>/threads/", doing.threads, name="crisis-threads"),
    path(
        "crisis/<int:room_id>/threads/<int:thread_id>/removal/",
        doing.cooling,
        name="crisis-thread-removal",
    ),
    path("crisis/<int:room_id>/hold/", holding.hold, name="crisis-hold"),
    path("crisis/<int:room_id>/lifting/", holding.lifting, name="crisis-lifting"),
    path("crisis/<int:room_id>/texts/new/", texts.new, name="crisis-text-new"),
    path("crisis/<int:room_id>/texts/<int:text_id>/", texts.show, name="crisis-text"),
    path(
        "crisis/<int:room_id>/texts/<int:text_id>/approval/",
        texts.approval,
        name="crisis-text-approval",
    ),
    path(
        "crisis/<int:room_id>/texts/<int:text_id>/return/",
        texts.returning,
        name="crisis-text-return",
    ),
    path("crisis/<int:room_id>/texts/<int:text_id>/use/", texts.use, name="crisis-text-use"),
    path(
        "crisis/<int:room_id>/promises/<int:promise_id>/keeping/",
        texts.keeping,
        name="crisis-promise-keeping",
    ),
    path(
        "crisis/<int:room_id>/promises/<int:promise_id>/moving/",
        texts.moving,
        name="crisis-promise-moving",
    ),
    path("crisis/<int:room_id>/closure/", doing.closure, name="crisis-closure"),
    path("crisis/<int:room_id>/false-alarm/", doing.false_alarm, name="crisis-false-alarm"),
]
