"""Who watches which conversation, and in which of them something came that the watcher has not had before them."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, QuerySet

from muster.accounts.models import Staff
from muster.inbox.models import Conversation, InboxMessage, Watch


def watchers(conversation: Conversation) -> list[Watch]:
    """Return everybody who watches it, by name."""
    found = Watch.objects.filter(conversation=conversation, staff__is_active=True)
    return list(found.select_related("staff").order_by("staff__name", "staff_id"))


def watched(staff: Staff) -> QuerySet[Watch]:
    """Return what somebody watches."""
    return Watch.objects.filter(staff=staff)


def with_news(staff: Staff) -> QuerySet[Watch]:
    """Return of it that in which something came, from anybody but themselves, since they looked."""
    newer = InboxMessage.objects.filter(
        conversation=OuterRef("conversation"), pk__gt=OuterRef("seen")
    )
    return watched(staff).filter(Exists(newer.exclude(author=staff)))


def fresh(rows: Sequence[Conversation], staff: Staff) -> set[int]:
    """Return which of these conversations hold such news."""
    mine = with_news(staff).filter(conversation__in=[one.pk for one in rows])
    return set(mine.values_list("conversation_id", flat=True))
