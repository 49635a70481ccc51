"""The inbox: queues, one list, one thread, and who is speaking.

It fetches through ``inbox.access`` and calls one action for each thing a person can do there.
"""

from django.urls import path

from muster.web.office.inbox import (
    answering,
    bulk,
    held,
    keeping,
    kinds,
    live,
    macros,
    promises,
    reading,
    times,
)

urlpatterns = [
    path("inbox/", reading.index, name="inbox"),
    path("inbox/events/", live.events, name="inbox-events"),
    path("inbox/changes/", bulk.many, name="inbox-changes"),
    path("inbox/macros/", macros.index, name="inbox-macros"),
    path("inbox/macros/new/", macros.new, name="inbox-macro-new"),
    path("inbox/macros/<int:macro_id>/", macros.macro, name="inbox-macro"),
    path("inbox/macros/<int:macro_id>/removal/", macros.removal, name="inbox-macro-removal"),
    path("inbox/held/", held.held, name="inbox-held"),
    path("inbox/held/<int:arrival_id>/admission/", held.admission, name="inbox-admission"),
    path("inbox/sorting/", kinds.sorting, name="inbox-sorting"),
    path("inbox/sorting/lesson/", kinds.lesson, name="inbox-lesson"),
    path("inbox/promises/", promises.promises, name="inbox-promises"),
    path("inbox/promises/queue/", promises.queue, name="inbox-promises-queue"),
    path("inbox/promises/ladder/", promises.rungs, name="inbox-promises-ladder"),
    path("inbox/times/", times.times, name="inbox-times"),
    path("inbox/times/file/", times.file, name="inbox-times-file"),
    path("inbox/<int:conversation_id>/", reading.show, name="conversation"),
    path("inbox/<int:conversation_id>/answers/", answering.answers, name="conversation-answers"),
    path("inbox/<int:conversation_id>/notes/", answering.notes, name="conversation-notes"),
    path(
        "inbox/<int:conversation_id>/assignment/",
        keeping.assignment,
        name="conversation-assignment",
    ),
    path("inbox/<int:conversation_id>/closure/", keeping.closure, name="conversation-closure"),
    path(
        "inbox/<int:conversation_id>/reopening/", keeping.reopening, name="conversation-reopening"
    ),
    path(
        "inbox/<int:conversation_id>/sorting/<int:message_id>/",
        kinds.resort,
        name="conversation-sorting",
    ),
    path("inbox/<int:conversation_id>/presence/", reading.presence, name="conversation-presence"),
    path(
        "inbox/<int:conversation_id>/insertion/", answering.insertion, name="conversation-insertion"
    ),
    path(
        "inbox/<int:conversation_id>/answers/<int:message_id>/retraction/",
        answering.retraction,
        name="conversation-retraction",
    ),
    path("inbox/<int:conversation_id>/snooze/", keeping.snooze, name="conversation-snooze"),
    path("inbox/<int:conversation_id>/joinings/", keeping.joinings, name="conversation-joinings"),
    path("inbox/<int:conversation_id>/parting/", keeping.parting, name="conversation-parting"),
]
