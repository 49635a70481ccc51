"""Starts and ends the clocks of a conversation; only called by the other actions, inside theirs.

Nothing here ever restarts a wait that runs. What shortens it keeps its beginning: more that presses, or a team
with a stricter word; a team with an easier one changes nothing.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from muster.inbox import promises
from muster.inbox.actions import weighing
from muster.inbox.models import Conversation, Resolution, Rules, Team, Wait
from muster.inbox.promises import Promised

# Whoever writes again within this time after we closed it still means the same matter.
SAME_MATTER: Final = timedelta(days=7)


def begin(conversation: Conversation, *, at: datetime) -> None:
    """Let a wait run from ``at``; one that runs already goes on, and is weighed with what came now.

    The caller saves the conversation, ``weighing.FIELDS`` among the rest.
    """
    # A due time is there exactly while a wait runs, so an ordinary first message asks nothing here.
    if conversation.due_at is not None:
        weighing.weigh(conversation, at=at, spread=True)
        return
    rules = Rules.current()
    promised = promises.of(conversation.team, rules)
    begun = _begun(conversation, promised, at)
    weighing.set_out(begun, rules, at=at)
    begun.save(force_insert=True)
    _matter(conversation, promised, at)


def begin_each(
    asked: Sequence[tuple[Conversation, datetime]],
) -> tuple[list[Wait], list[Resolution]]:
    """The same for many threads at once, each once, left to the next minute to weigh.

    Returns what is new, to be saved after its threads.
    """
    rules = Rules.current()
    running = [one.pk for one, _at in asked if one.due_at is not None]
    if running:
        latest = max(at for _one, at in asked)
        Wait.objects.filter(conversation__in=running, ended_at=None).update(look_at=latest)
    fresh, matters, teams = [], [], _teams(one for one, _at in asked)
    for one, at in asked:
        if one.due_at is None:
            promised = promises.of(teams.get(one.team_id or 0), rules)
            fresh.append(_begun(one, promised, at))
            if one.pk:
                _matter(one, promised, at)
            else:
                matters.append(_resolution(one, promised, at))
    return fresh, matters


def resume(conversation: Conversation, *, at: datetime) -> None:
    """Let the wait that was put away unanswered go on as if it never had been; else begin one."""
    last = conversation.waits.order_by("-asked_at", "-id").first()
    if last is None or last.ending != Wait.Ending.CLOSED:
        begin(conversation, at=at)
        return
    last.ended_at, last.ending, last.by, last.worked, last.look_at = None, "", None, None, at
    last.save(update_fields=["ended_at", "ending", "by", "worked", "look_at"])
    _matter(conversation, promises.of_thread(conversation), at)
    _open(conversation, last)


def end(
    conversation: Conversation, *, ending: Wait.Ending, by_id: int | None, at: datetime
) -> bool:
    """End the wait that runs, if one does; tell whether it did."""
    running = conversation.waits.filter(ended_at=None).first()
    conversation.due_at = None
    if running is None:
        return False
    running.end(max(at, running.asked_at), by_id)
    running.ending = ending
    running.save(update_fields=["ended_at", "by", "ending", "worked"])
    return True


def settle(conversation: Conversation, *, by_id: int | None, at: datetime) -> None:
    """The matter is over: end the stretch from its first message until now."""
    running = conversation.resolutions.filter(ended_at=None).first()
    if running is not None:
        running.end(max(at, running.asked_at), by_id)
        running.save(update_fields=["ended_at", "by", "worked"])


def unsettle(conversation: Conversation, *, at: datetime) -> None:
    """Take back that the matter was over, where that was said at that very moment."""
    ended = conversation.resolutions.filter(ended_at=at)
    ended.update(ended_at=None, by=None, worked=None)


def move(conversations: Sequence[Conversation]) -> None:
    """Take the word of the team each conversation has now, where that is stricter; never an easier one.

    Few queries, however many they are; the caller saves ``due_at``.
    """
    running = Wait.objects.filter(conversation__in=conversations, ended_at=None)
    found = {one.conversation_id: one for one in running} if conversations else {}
    if not found:
        return
    rules, teams = Rules.current(), _teams(conversations)
    for conversation in conversations:
        wait = found.get(conversation.pk)
        if wait is None:
            continue
        promised = promises.of(teams.get(conversation.team_id or 0), rules)
        shorter = promises.shortened(promised.answer, wait.severity, promised.factors)
        due_at = shorter.due(wait.asked_at)
        if due_at < wait.due_at:
            wait.promise_minutes, wait.hours = promised.answer_minutes, promised.hours
            wait.due_at, wait.look_at = due_at, wait.asked_at
            wait.save(update_fields=["promise_minutes", "hours", "due_at", "look_at"])
            conversation.due_at = due_at


def _teams(conversations: Iterable[Conversation]) -> dict[int, Team]:
    numbers = {one.team_id for one in conversations if one.team_id}
    return Team.objects.in_bulk(numbers) if numbers else {}


def _matter(conversation: Conversation, promised: Promised, at: datetime) -> None:
    """Begin the longer stretch, or go on with the last one where it was closed only lately."""
    # Nothing began in a thread before its first message.
    fresh = conversation.opened_at == at
    last = None if fresh else conversation.resolutions.order_by("-asked_at", "-id").first()
    if last is not None and last.ended_at is None:
        return
    if last is not None and last.ended_at is not None and at - last.ended_at <= SAME_MATTER:
        last.ended_at, last.by, last.worked = None, None, None
        last.reopened += 1
        last.save(update_fields=["ended_at", "by", "worked", "reopened"])
        return
    _resolution(conversation, promised, at).save(force_insert=True)


def _resolution(conversation: Conversation, promised: Promised, at: datetime) -> Resolution:
    return Resolution(
        conversation=conversation, asked_at=at, due_at=promised.resolve.due(at),
        promise_minutes=promised.resolve_minutes, hours=promised.hours,
    )  # fmt: skip


def _begun(conversation: Conversation, promised: Promised, at: datetime) -> Wait:
    begun = Wait(
        conversation=conversation, asked_at=at, due_at=promised.answer.due(at), look_at=at,
        promise_minutes=promised.answer_minutes, hours=promised.hours,
    )  # fmt: skip
    _open(conversation, begun)
    return begun


def _open(conversation: Conversation, running: Wait) -> None:
    conversation.state = Conversation.State.OPEN
    conversation.due_at = running.due_at
    conversation.closed_at = None
