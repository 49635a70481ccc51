"""Starts and ends the clock of a conversation; only called by the other actions, inside theirs."""

from collections.abc import Sequence
from datetime import datetime

from muster.inbox import clock
from muster.inbox.models import Conversation, Rules, Wait


def begin(conversation: Conversation, *, at: datetime) -> None:
    """Let a wait run from ``at``; one that runs already goes on, with the due time it has."""
    Wait.objects.bulk_create(begin_each([(conversation, at)]))


def begin_each(asked: Sequence[tuple[Conversation, datetime]]) -> list[Wait]:
    """The same for many threads at once, each once. Returns what is new, to be saved after its threads."""
    old = [one for one, _at in asked if one.pk]
    going = Wait.objects.filter(conversation__in=old, ended_at=None) if old else []
    running = {wait.conversation_id: wait for wait in going}
    promised = clock.promise(Rules.current().promise_minutes)
    fresh = []
    for conversation, at in asked:
        wait = running.get(conversation.pk)
        if wait is None:
            wait = Wait(conversation=conversation, asked_at=at, due_at=promised.due(at))
            fresh.append(wait)
        _let_run(conversation, wait)
    return fresh


def _let_run(conversation: Conversation, running: Wait) -> None:
    conversation.state = Conversation.State.OPEN
    conversation.due_at = running.due_at
    conversation.closed_at = None


def end(
    conversation: Conversation, *, ending: Wait.Ending, by_id: int | None, at: datetime
) -> bool:
    """End the wait that runs, if one does; tell whether it did."""
    ended = conversation.waits.filter(ended_at=None).update(ended_at=at, ending=ending, by_id=by_id)
    conversation.due_at = None
    return bool(ended)
