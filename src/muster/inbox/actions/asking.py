"""Takes a question from the public form, and lets the mailbox it names say that it was theirs.

Whether an address is known changes nothing here, in words or in time: the question is kept sealed, and a
worker finds out whose it may be.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import InterfaceError, OperationalError, transaction

from muster.activity import actions as activity
from muster.activity.facts import NewFact
from muster.audit import actions as audit
from muster.channels.base import Incoming
from muster.inbox import asked, errors, matching, registry
from muster.inbox.actions.receive import receipt, stored, take_in, too_many
from muster.inbox.models import Arrival, Conversation, InboxMessage
from muster.kit import actors, jobs, letters, limits
from muster.kit.faults import fault
from muster.kit.scope import Scope, entered

BY = actors.system("site")
LETTER = "asked"
DAY = timedelta(days=1)
AT_ONCE = 1000
_log = logging.getLogger(__name__)


@transaction.atomic
def ask(
    *,
    incoming: Incoming,
    at: datetime,
    language: str,
    link: Callable[[str], str],
    context: Mapping[str, Any],
) -> Arrival:
    """Keep one question exactly once; a mailbox is told that it arrived, at most once a day."""
    with entered(Scope.EVERYONE):
        held = too_many(incoming, at)
        outcome = Arrival.Outcome.HELD if held else Arrival.Outcome.ASKED
        arrival, fresh = receipt(incoming, outcome, at=at, aside=True)
        if fresh:
            _tell_mailbox(arrival, incoming, language, link, context)
            transaction.on_commit(stored)
            jobs.soon(_task())
        fault("receive.before_commit")
    return arrival


def take_asked() -> int:
    """Let in every question that waits, each in a transaction of its own; returns how many.

    They wait since they pressed the button, however long a worker was away.
    """
    waiting = Arrival.objects.filter(outcome=Arrival.Outcome.ASKED).order_by("id")
    taken = 0
    for number in waiting.values_list("id", flat=True)[:AT_ONCE]:
        try:
            taken += _taken(number)
        except (OperationalError, InterfaceError):
            raise
        except Exception:  # noqa: BLE001 - one question must never hold up the rest; it stays sealed
            _log.exception("arrival:%s could not be threaded", number)
    return taken


@transaction.atomic
def prove(*, token: str, at: datetime) -> InboxMessage:
    """The mailbox says that it asked this. Pressed again, nothing changes.

    Only this question becomes theirs: whatever else stands in the thread stays as doubtful as it was.
    """
    with entered(Scope.EVERYONE):
        found = Arrival.objects.select_for_update().filter(pk=asked.number(token)).first()
        arrival = asked.demand_fresh(found)
        if arrival.entry is None and arrival.sealed is not None:
            take_in(arrival, at=arrival.at, by=BY)
        if arrival.entry is None:
            raise errors.LinkTooOld
        if not arrival.entry.proven:
            _theirs(arrival.entry, at)
    return arrival.entry


def _taken(number: int) -> bool:
    with transaction.atomic():
        waiting = Arrival.objects.select_for_update(skip_locked=True)
        arrival = waiting.filter(pk=number, outcome=Arrival.Outcome.ASKED).first()
        if arrival is None:
            return False
        take_in(arrival, at=arrival.at, by=BY)
    return True


def _tell_mailbox(
    arrival: Arrival,
    incoming: Incoming,
    language: str,
    link: Callable[[str], str],
    context: Mapping[str, Any],
) -> None:
    # Not a word of what was written is in it, so nobody can send words to others through our form.
    address = matching.address(incoming)
    if "@" not in address or not limits.take(LETTER, address, capacity=1, per=DAY):
        return
    letters.post(
        letters.Letter(
            kind=LETTER,
            to=address,
            language=language,
            context={**context, "url": link(asked.token(arrival.pk))},
            idempotency=f"asked:{arrival.pk}",
            automatic=True,
        )
    )


def _theirs(entry: InboxMessage, at: datetime) -> None:
    conversation = Conversation.objects.select_for_update().get(pk=entry.conversation_id)
    entry.proven = True
    entry.save(update_fields=["proven"])
    if not conversation.proven:
        conversation.proven = True
        conversation.save(update_fields=["proven"])
    audit.record(
        by=BY, verb="conversation.proved", subject=str(conversation), at=at, message=entry.pk
    )
    if conversation.key_id is not None:
        data = {"conversation": conversation.pk}
        source = f"inbox:{conversation.channel}"
        activity.append([NewFact(registry.REPLY, conversation.key_id, at, source, data=data)])


def _task() -> Any:
    from muster.inbox import tasks

    return tasks.asked
