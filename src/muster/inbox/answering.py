"""Which conversations are answered together: those that were ticked, a whole queue, or whoever answered a sending."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Max, OuterRef, QuerySet, Subquery

from muster.accounts.models import Staff
from muster.inbox import access, queues
from muster.inbox.models import Conversation, InboxMessage, Sorting
from muster.kit.errors import NotFound

State = Conversation.State


def ticked(numbers: Collection[int], *, by: Staff) -> QuerySet[Conversation]:
    """Those of them that ``by`` may see."""
    return _whole(access.conversations(by=by).filter(pk__in=numbers))


def queue(name: str, *, by: Staff, at: datetime) -> QuerySet[Conversation]:
    """Everybody who waits in one queue."""
    reading = queues.reader(by=by, now=at)
    if name not in reading.names:
        raise NotFound
    return _whole(queues.within(name, reading).filter(state=State.OPEN))


def about(subject: str, *, by: Staff) -> QuerySet[Conversation]:
    """Everybody who wrote back to a sending, whether somebody has answered them since or not."""
    return _whole(access.conversations(by=by).filter(about=subject))


def seen() -> int:
    """The newest entry of all: whoever writes now has seen none that comes after it."""
    found: int | None = InboxMessage.objects.aggregate(last=Max("id"))["last"]
    return found or 0


def _whole(found: QuerySet[Conversation]) -> QuerySet[Conversation]:
    """Without what only machines wrote or nobody can answer, with the language of the latest words."""
    said = Sorting.objects.filter(message__conversation=OuterRef("pk")).order_by(
        "-message__at", "-message"
    )
    people = found.exclude(state=State.QUIET).exclude(address="")
    return (
        people.select_related("key__person", "team", "case")
        .annotate(spoken=Subquery(said.values("language")[:1]))
        .order_by("id")
    )
