"""Watches a conversation, or stops: nobody is handed anything by it, and no clock hears of it."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max, OuterRef, Subquery
from django.db.models.functions import Coalesce

from muster.accounts.models import Staff
from muster.audit import actions as audit
from muster.inbox import access
from muster.inbox.models import Conversation, InboxMessage, Watch


@transaction.atomic
def watch(*, conversation: Conversation, by: Staff, at: datetime) -> Watch:
    """Let ``by`` watch it, with everything that is there now as seen; a second time changes nothing."""
    locked = access.locked(conversation)
    seen = locked.messages.aggregate(newest=Max("id"))["newest"] or 0
    row, made = Watch.objects.get_or_create(
        conversation=locked, staff=by, defaults={"since": at, "seen": seen}
    )
    if made:
        audit.record(by=by, verb="conversation.watched", subject=str(locked), at=at)
    return row


@transaction.atomic
def unwatch(*, conversation: Conversation, by: Staff, at: datetime) -> bool:
    """Let ``by`` watch it no more; returns whether they did."""
    gone, _each = Watch.objects.filter(conversation=conversation, staff=by).delete()
    if gone:
        audit.record(by=by, verb="conversation.unwatched", subject=str(conversation), at=at)
    return bool(gone)


def look(*, conversation: Conversation, by: Staff) -> None:
    """Note that ``by`` has everything of it before them now. Neither logged nor told, like presence."""
    newest = InboxMessage.objects.filter(conversation=OuterRef("conversation")).order_by("-id")
    mine = Watch.objects.filter(conversation=conversation, staff=by)
    mine.update(seen=Coalesce(Subquery(newest.values("id")[:1]), 0))


def go_along(source: Conversation, target: Conversation) -> None:
    """Whoever watches a thread watches the one it was joined into; parted again, they watch both."""
    rows = [
        Watch(conversation=target, staff_id=one.staff_id, since=one.since, seen=one.seen)
        for one in Watch.objects.filter(conversation=source).order_by("id")
    ]
    Watch.objects.bulk_create(rows, ignore_conflicts=True)
