"""The inbox: queues, one list, one thread, and who is speaking.

It fetches through ``inbox.access`` and calls one action for each thing a person can do there.
"""

from django.urls import path

from muster.web.office.inbox import (
    answering,
    bulk,
    cases,
    dialogue,
    held,
    keeping,
    kinds,
    live,
    macros,
    promises,
    reading,
    seconds,
    teams,
    times,
    together,
    topics,
    watching,
)

urlpatterns = [
    path("inbox/", reading.index, name="inbox"),
    path("inbox/events/", live.events, name="inbox-events"),
    path("inbox/changes/", bulk.many, name="inbox-changes"),
    path("inbox/macros/", macros.index, name="inbox-macros"),
    path("inbox/macros/new/", macros.new, name="inbox-macro-new"),
    path("inbox/macros/<int:macro_id>/", macros.macro, name="inbox-macro"),
    path("inbox/macros/<int:macro_id>/removal/", macros.removal, name="inbox-macro-removal"),
    path("inbox/answering/", together.answer_many, name="inbox-answering"),
    path("inbox/cases/", cases.index, name="inbox-cases"),
    path("inbox/cases/<int:case_id>/", cases.show, name="inbox-case"),
    path("inbox/cases/<int:case_id>/owner/", cases.owner, name="inbox-case-owner"),
    path("inbox/cases/<int:case_id>/closure/", cases.closure, name="inbox-case-closure"),
    path("inbox/cases/<int:case_id>/lesson/", cases.lesson, name="inbox-case-lesson"),
    path("inbox/teams/", teams.index, name="inbox-teams"),
    path("inbox/teams/new/", teams.new_team, name="inbox-team-new"),
    path("inbox/teams/<int:team_id>/", teams.team, name="inbox-team"),
    path("inbox/teams/<int:team_id>/ending/", teams.ending, name="inbox-team-ending"),
    path("inbox/topics/new/", topics.new_topic, name="inbox-topic-new"),
    path("inbox/topics/<int:topic_id>/", topics.topic, name="inbox-topic"),
    path("inbox/topics/<int:topic_id>/removal/", topics.removal, name="inbox-topic-removal"),
    path("inbox/<int:conversation_id>/team/", teams.move, name="conversation-team"),
    path("inbox/<int:conversation_id>/dialogue/", dialogue.outcome, name="conversation-dialogue"),
    path(
        "inbox/<int:conversation_id>/dialogue/<int:dialogue_id>/lifting/",
        dialogue.lifting,
        name="conversation-lifting",
    ),
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
    path(
        "inbox/<int:conversation_id>/proposals/<int:proposal_id>/leaving/",
        seconds.leaving,
        name="conversation-leaving",
    ),
    path(
        "inbox/<int:conversation_id>/proposals/<int:proposal_id>/return/",
        seconds.returning,
        name="conversation-return",
    ),
    path(
        "inbox/<int:conversation_id>/proposals/<int:proposal_id>/withdrawal/",
        seconds.withdrawal,
        name="conversation-withdrawal",
    ),
    path("inbox/<int:conversation_id>/watch/", watching.watch, name="conversation-watch"),
    path("inbox/<int:conversation_id>/snooze/", keeping.snooze, name="conversation-snooze"),
    path("inbox/<int:conversation_id>/joinings/", keeping.joinings, name="conversation-joinings"),
    path("inbox/<int:conversation_id>/parting/", keeping.parting, name="conversation-parting"),
]
