"""What is known of whoever waits, over every channel they may be reached on: the evidence for ``priority``.

One query for a conversation. Threads that only claim to be theirs count as contacts, and are told apart.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from muster.inbox.models import Conversation, InboxMessage, Wait
from muster.inbox.priority import Evidence
from muster.triage.kinds import Kind

PUBLIC = ("mastodon", "bluesky")


def of_same(conversation: Conversation) -> QuerySet[Conversation]:
    """Return every thread on any channel of the one who writes here, this one among them."""
    key = conversation.key
    if key is None:
        same = Q(pk=conversation.pk)
    elif key.person_id:
        same = Q(key__person=key.person_id)
    else:
        same = Q(key=key)
    return Conversation.objects.filter(same, merged_into=None)


def with_waiting(threads: QuerySet[Conversation]) -> QuerySet[Any]:
    """Add to each thread since when it waits, and how many messages wait in it."""
    running = Wait.objects.filter(conversation=OuterRef("pk"), ended_at=None)
    unanswered = (
        InboxMessage.objects.filter(
            conversation=OuterRef("pk"), direction=InboxMessage.Direction.IN, auto=False,
            at__gte=OuterRef("since"),
        )
        .order_by()
        .values("conversation")
        .annotate(n=Count("id"))
        .values("n")
    )  # fmt: skip
    return threads.annotate(since=Subquery(running.values("asked_at"))).annotate(
        contacts=Coalesce(Subquery(unanswered), 0)
    )


def evidence(conversation: Conversation, *, begun_at: datetime | None = None) -> Evidence:
    """Gather what is known, in one query, and in none of a stranger whose wait begins (``begun_at``) now.

    A thread nobody waits in adds its reach and nothing else.
    """
    if conversation.key_id is None and begun_at is not None:
        return _gathered([_row(conversation, begun_at)])
    found: list[dict[str, Any]] = list(
        with_waiting(of_same(conversation)).values(
            "pk", "since", "contacts", "proven", "reach", "kind", "channel"
        )
    )
    if begun_at is not None:
        found = [one for one in found if one["pk"] != conversation.pk]
        found.append(_row(conversation, begun_at))
    return _gathered(found)


def _row(conversation: Conversation, since: datetime) -> dict[str, Any]:
    """A thread whose wait begins with one message, before its row is there."""
    names = ("proven", "reach", "kind", "channel")
    return {name: getattr(conversation, name) for name in names} | {"since": since, "contacts": 1}


def _gathered(found: list[dict[str, Any]]) -> Evidence:
    waiting = [one for one in found if one["since"]]
    followers = [one["reach"] for one in found if one["reach"] is not None]
    return Evidence(
        followers=max(followers, default=None),
        contacts=sum(one["contacts"] for one in waiting),
        claimed=sum(one["contacts"] for one in waiting if not one["proven"] and len(found) > 1),
        oldest=min((one["since"] for one in waiting), default=None),
        complaint=any(one["kind"] == Kind.COMPLAINT for one in waiting),
        public=any(one["channel"] in PUBLIC for one in waiting),
    )
