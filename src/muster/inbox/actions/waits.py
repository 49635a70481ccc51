"""Starts and ends the clock of a conversation; only called by the other actions, inside theirs."""

from datetime import datetime

from muster.inbox import clock
from muster.inbox.models import Conversation, Rules, Wait


def begin(conversation: Conversation, *, at: datetime) -> None:
    """Let a wait run from ``at``; one that runs already goes on, with the due time it has."""
    running = conversation.waits.filter(ended_at=None).first()
    if running is None:
        due_at = clock.promise(Rules.current().promise_minutes).due(at)
        running = Wait.objects.create(conversation=conversation, asked_at=at, due_at=due_at)
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
