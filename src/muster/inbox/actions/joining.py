"""Makes two threads one, and one two again, exactly.

Only threads whose answers go to the same place can be joined: one channel, one address, one proof. Entries
move; a wait that runs keeps the earlier beginning of the two, and nothing starts anew.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.dateparse import parse_datetime

from muster.accounts.models import Staff
from muster.audit import actions as audit
from muster.inbox import access, errors, ways
from muster.inbox.actions import waits as clocks
from muster.inbox.actions import watching
from muster.inbox.models import Conversation, InboxMessage, Joining, Wait

State = Conversation.State
_MOMENTS = ("due_at", "closed_at", "last_at", "opened_at", "snoozed_until")
_CHANGED = [*_MOMENTS, "state", "preview", "find_key", "merged_into"]


@transaction.atomic
def join(*, source: Conversation, target: Conversation, by: Staff, at: datetime) -> Joining:
    """Move everything said in ``source`` into ``target``."""
    one, other = _both(source, target)
    if not ways.alike(one, other):
        raise errors.NotTheSame
    waits = _running(one), _running(other)
    before = {
        "source": _stood(one),
        "target": _stood(other),
        "waits": [_row(w) for w in waits if w],
    }
    moved = list(one.messages.order_by("id").values_list("id", flat=True))
    one.messages.update(conversation=other)
    _one_wait(other, *waits, at=at)
    clocks.settle(one, by_id=by.pk, at=at)
    other.last_at = max(one.last_at, other.last_at)
    other.opened_at = min(one.opened_at, other.opened_at)
    _say_again(other)
    other.save(update_fields=_CHANGED)
    one.state, one.closed_at, one.due_at = State.CLOSED, at, None
    one.merged_into, one.snoozed_until = other, None
    one.save(update_fields=["state", "closed_at", "due_at", "merged_into", "snoozed_until"])
    joining = Joining.objects.create(
        source=one, target=other, moved=moved, before=before, at=at, by=by,
        last_entry=_last_entry(other),
    )  # fmt: skip
    watching.go_along(one, other)
    audit.record(by=by, verb="conversation.joined", subject=str(one), at=at, into=str(other))
    return joining


@transaction.atomic
def part(*, source: Conversation, by: Staff, at: datetime) -> Conversation:
    """Undo a join: every entry and wait stands where it stood. Raises TooLateToPart after anything new."""
    joining = Joining.objects.select_for_update().filter(source=source).first()
    if joining is None:
        raise errors.NotJoined
    rows = Conversation.objects.select_for_update().order_by("id")
    both = {one.pk: one for one in rows.filter(pk__in=[joining.source_id, joining.target_id])}
    one, other = both[joining.source_id], both[joining.target_id]
    _refuse_if_later(joining, other)
    InboxMessage.objects.filter(pk__in=joining.moved).update(conversation=one)
    for row in joining.before["waits"]:
        Wait.objects.filter(pk=row["id"]).update(ended_at=at, ending=Wait.Ending.JOINED)
    for row in joining.before["waits"]:
        Wait.objects.filter(pk=row["id"]).update(
            conversation=row["conversation"], due_at=parse_datetime(row["due_at"]),
            ended_at=None, ending="", by=None,
        )  # fmt: skip
    clocks.unsettle(one, at=joining.at)
    _stand_again(one, joining.before["source"])
    _stand_again(other, joining.before["target"])
    joining.delete()
    audit.record(by=by, verb="conversation.parted", subject=str(one), at=at, of=str(other))
    return one


def _both(source: Conversation, target: Conversation) -> tuple[Conversation, Conversation]:
    found = {
        one.pk: access.locked(one) for one in sorted((source, target), key=lambda each: each.pk)
    }
    return found[source.pk], found[target.pk]


def _running(conversation: Conversation) -> Wait | None:
    return conversation.waits.filter(ended_at=None).first()


def _one_wait(target: Conversation, mine: Wait | None, its: Wait | None, *, at: datetime) -> None:
    """Let the wait that began earlier go on in ``target``, due no later than either was."""
    running = [one for one in (mine, its) if one is not None]
    if not running:
        return
    kept = min(running, key=lambda one: (one.asked_at, one.pk))
    due_at = min(one.due_at for one in running)
    for one in running:
        if one.pk != kept.pk:
            one.ended_at, one.ending = max(at, one.asked_at), Wait.Ending.JOINED
            one.save(update_fields=["ended_at", "ending"])
    kept.conversation, kept.due_at = target, max(due_at, kept.asked_at)
    kept.save(update_fields=["conversation", "due_at"])
    target.state, target.due_at, target.closed_at = State.OPEN, kept.due_at, None


def _say_again(conversation: Conversation) -> None:
    """Show the latest that a person wrote there, and be found by it."""
    theirs = conversation.messages.filter(direction=InboxMessage.Direction.IN, auto=False)
    latest = theirs.order_by("-at", "-id").first()
    conversation.show(latest.said if latest else "")
    conversation.find_key = conversation.folded()


def _last_entry(conversation: Conversation) -> int:
    numbers = conversation.messages.exclude(direction=InboxMessage.Direction.NOTE)
    return numbers.order_by("-id").values_list("id", flat=True).first() or 0


def _refuse_if_later(joining: Joining, target: Conversation) -> None:
    running = _running(target)
    waited = bool(joining.before["waits"])
    if (
        target.merged_into_id is not None
        or _last_entry(target) != joining.last_entry
        or waited != (running is not None)
        or target.closed != (not waited and joining.before["target"]["state"] == State.CLOSED)
    ):
        raise errors.TooLateToPart


def _row(wait: Wait) -> dict[str, Any]:
    return {"id": wait.pk, "conversation": wait.conversation_id, "due_at": wait.due_at.isoformat()}


def _stood(conversation: Conversation) -> dict[str, Any]:
    """How it stands, by moments and states alone: nothing anybody said is kept twice."""
    moments = {name: getattr(conversation, name) for name in _MOMENTS}
    told = {name: value.isoformat() if value else None for name, value in moments.items()}
    return {**told, "state": conversation.state}


def _stand_again(conversation: Conversation, was: dict[str, Any]) -> None:
    for name in _MOMENTS:
        setattr(conversation, name, parse_datetime(was[name]) if was[name] else None)
    conversation.state, conversation.merged_into = was["state"], None
    _say_again(conversation)
    conversation.save(update_fields=_CHANGED)
