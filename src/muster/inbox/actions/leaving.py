"""The ten seconds before an answer leaves: held, taken back exactly as if it had never been, or told as given.

That we answered is told to the log only once nobody can take it back any more.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.dateparse import parse_datetime

from muster.accounts.models import Staff
from muster.activity import actions as activity
from muster.activity.facts import NewFact
from muster.audit import actions as audit
from muster.delivery import actions as delivery
from muster.delivery.models import Direct
from muster.inbox import errors, registry
from muster.inbox.actions import waits
from muster.inbox.models import Conversation, InboxMessage, Leaving, Wait
from muster.kit import clock

State = Conversation.State
AT_ONCE = 500


def hold(
    given: InboxMessage,
    mail: Direct,
    touched: Sequence[Conversation],
    *,
    by: Staff,
    began: bool,
) -> None:
    """Remember how everything stood before the answer; called before anything is changed."""
    Leaving.objects.create(
        message=given,
        by=by,
        direct=mail.pk,
        leaves_at=mail.not_before or clock.now(),
        before=[_stood(one, began=began and one.pk == given.conversation_id) for one in touched],
    )


def tell(given: InboxMessage, touched: Sequence[Conversation]) -> None:
    """Tell the log that we answered, on the thread’s key."""
    activity.append(
        [
            NewFact(
                kind=registry.ANSWER, key_id=one.key_id, at=given.at, source="inbox",
                ref=one.about or None, data={"conversation": one.pk},
            )
            for one in touched
            if one.key_id and one.proven
        ]
    )  # fmt: skip


@transaction.atomic
def take_back(*, message: InboxMessage, by: Staff, at: datetime) -> str:
    """Undo an answer that has not left: nothing is sent and the wait runs on. Returns its words."""
    held = Leaving.objects.select_for_update().filter(message=message).first()
    if held is None:
        raise errors.LeftAlready
    delivery.take_back(number=held.direct, by=by)
    numbers = sorted(was["id"] for was in held.before)
    rows = Conversation.objects.select_for_update().filter(pk__in=numbers).order_by("id")
    threads = {one.pk: one for one in rows}
    message.delete()
    for was in held.before:
        _restore(threads[was["id"]], was, held, message, by=by, at=at)
    return message.said


@transaction.atomic
def settle(*, at: datetime) -> int:
    """Tell the log of the answers that nobody can take back any more; returns how many."""
    over = Leaving.objects.select_for_update(skip_locked=True).filter(leaves_at__lte=at)
    rows = list(over.select_related("message").order_by("leaves_at")[:AT_ONCE])
    for held in rows:
        numbers = [was["id"] for was in held.before]
        tell(held.message, list(Conversation.objects.filter(pk__in=numbers).order_by("id")))
    Leaving.objects.filter(pk__in=[held.pk for held in rows]).delete()
    return len(rows)


def _stood(conversation: Conversation, *, began: bool) -> dict[str, Any]:
    running = conversation.waits.filter(ended_at=None)
    return {
        "id": conversation.pk,
        "state": conversation.state,
        "due_at": _written(conversation.due_at),
        "closed_at": _written(conversation.closed_at),
        "last_at": _written(conversation.last_at),
        "snoozed_until": _written(conversation.snoozed_until),
        "assignee": conversation.assignee_id,
        "waits": list(running.values_list("pk", flat=True)),
        "began": began,
    }


def _restore(
    thread: Conversation,
    was: dict[str, Any],
    held: Leaving,
    message: InboxMessage,
    *,
    by: Staff,
    at: datetime,
) -> None:
    audit.record(
        by=by, verb="conversation.answer_taken_back", subject=str(thread), at=at, message=held.pk
    )
    if was["began"] and not thread.messages.exists():
        thread.delete()
        return
    closed_since = thread.closed and thread.closed_at != message.at
    _wait_again(thread, was, closed_since=closed_since)
    if not closed_since:
        waits.unsettle(thread, at=message.at)
        _stand_again(thread, was)
    latest = thread.messages.order_by("-at").values_list("at", flat=True).first()
    before = _read(was["last_at"])
    thread.last_at = max(latest, before) if latest and before else before or thread.last_at
    thread.snoozed_until = thread.snoozed_until or _read(was["snoozed_until"])
    if was["assignee"] is None and thread.assignee_id == held.by_id:
        thread.assignee = None
    thread.save(
        update_fields=["state", "due_at", "closed_at", "last_at", "snoozed_until", "assignee"]
    )


def _wait_again(thread: Conversation, was: dict[str, Any], *, closed_since: bool) -> None:
    """The wait runs as if it had never stopped; one that began since is the same waiting."""
    if not was["waits"]:
        return
    thread.waits.filter(ended_at=None).exclude(pk__in=was["waits"]).delete()
    ended = thread.waits.filter(pk__in=was["waits"])
    if closed_since:
        # A colleague put it away meanwhile: without the answer, that was its end.
        ended.update(ended_at=thread.closed_at, ending=Wait.Ending.CLOSED, by=None)
    else:
        ended.update(ended_at=None, ending="", by=None, worked=None)


def _stand_again(thread: Conversation, was: dict[str, Any]) -> None:
    if not was["waits"] and thread.they_wait:
        return  # they wrote since, which the answer has nothing to do with
    thread.state = was["state"]
    thread.due_at = _read(was["due_at"])
    thread.closed_at = _read(was["closed_at"])


def _written(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _read(moment: str | None) -> datetime | None:
    return parse_datetime(moment) if moment else None
