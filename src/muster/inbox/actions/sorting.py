"""Sorts what people wrote: the judge of triage looks at each message once, and staff have the last word.

A judgement chooses a queue and nothing else: it answers nobody, closes nothing and stops no clock.
"""

from datetime import datetime
from typing import Final

from django.db import transaction

from muster.accounts.models import Staff
from muster.audit import actions as audit
from muster.inbox import access, errors
from muster.inbox.actions import cases, directing
from muster.inbox.models import Conversation, InboxMessage, Sorting, Wait
from muster.kit import actors, jobs
from muster.kit.actors import Doer
from muster.triage import actions as triage
from muster.triage import queries as judges
from muster.triage.kinds import Kind

AT_ONCE: Final = 500


def origin(message_id: int) -> str:
    """Return the name under which triage knows a message of ours."""
    return f"inbox:{message_id}"


def sort_soon() -> None:
    """Wake a worker; one that is already called for will find this message too."""
    from muster.inbox import tasks

    jobs.soon(tasks.sort)


def sort(*, at: datetime) -> int:
    """Judge everything that nobody has judged, batch by batch; returns how many."""
    total = 0
    while done := _batch(at):
        total += done
    return total


@transaction.atomic
def resort(*, message: InboxMessage, kind: Kind, by: Staff, at: datetime) -> Sorting:
    """Say what a message really is; triage learns from it. Raises NotSorted where nothing was judged yet."""
    held = Sorting.objects.select_for_update().filter(message=message).first()
    if held is None:
        raise errors.NotSorted
    held.kind, held.by, held.at = kind, by, at
    held.save(update_fields=["kind", "by", "at"])
    triage.correct(
        origin=origin(message.pk), text=message.said, language=held.language, kind=kind,
        judged=Kind(held.judged), by=by, at=at,
    )  # fmt: skip
    conversation = Conversation.objects.select_for_update().get(pk=message.conversation_id)
    audit.record(
        by=by, verb="conversation.sorted", subject=str(conversation), at=at, message=message.pk, kind=str(kind)
    )  # fmt: skip
    _retitle([conversation], at)
    _follow([conversation], by=by, at=at)
    cases.unfollow(access.locked(conversation), by=by, at=at)
    return held


@transaction.atomic
def _batch(at: datetime) -> int:
    waiting = InboxMessage.objects.select_for_update(skip_locked=True).filter(
        direction=InboxMessage.Direction.IN, auto=False, sorted=False
    )
    messages = list(waiting.order_by("id")[:AT_ONCE])
    if not messages:
        return 0
    judged = judges.judge().judge([one.said for one in messages])
    Sorting.objects.bulk_create(
        Sorting(
            message=message, language=found.language, kind=found.kind, judged=found.kind,
            certainty=found.certainty, words=list(found.words), at=at,
        )
        for message, found in zip(messages, judged, strict=True)
    )  # fmt: skip
    numbers = [one.pk for one in messages]
    InboxMessage.objects.filter(pk__in=numbers).update(sorted=True)
    threads = Conversation.objects.select_for_update().filter(messages__in=numbers)
    found = list({one.pk: one for one in threads.order_by("id")}.values())
    _retitle(found, at)
    _follow(found, by=actors.system("inbox"), at=at)
    return len(messages)


def _follow(conversations: list[Conversation], *, by: Doer, at: datetime) -> None:
    """What is judged chooses a team where a topic says so, and a complaint becomes a case."""
    directing.judged(conversations, by=by, at=at)
    cases.follow(conversations, by=by, at=at)


def _retitle(conversations: list[Conversation], at: datetime) -> None:
    """Give each thread the kind of the latest that they wrote."""
    latest = (
        Sorting.objects.filter(message__conversation__in=conversations)
        .order_by("message__conversation", "-message__at", "-message")
        .distinct("message__conversation")
        .values_list("message__conversation", "kind")
    )
    kinds = dict(latest)
    # There are a dozen kinds and thousands of threads: a statement for each kind, not a case for each thread.
    changed: dict[str, list[int]] = {}
    for conversation in conversations:
        before, conversation.kind = conversation.kind, kinds.get(conversation.pk, "")
        if conversation.kind != before:
            changed.setdefault(conversation.kind, []).append(conversation.pk)
    for kind, numbers in changed.items():
        Conversation.objects.filter(pk__in=numbers).update(kind=kind)
    pressing = [one.pk for one in conversations if one.kind == Kind.COMPLAINT]
    # A complaint presses more: the next minute weighs it.
    Wait.objects.filter(conversation__in=pressing, ended_at=None).update(look_at=at)
