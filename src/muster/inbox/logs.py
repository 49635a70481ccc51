"""Everything said with one person, on every channel, as one log. A claim stands in it only for who may see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Q
from django.db.models.functions import Now

from muster.accounts.models import Staff
from muster.inbox import access, pressing, ways
from muster.inbox.models import Conversation, InboxMessage, Joining, Presence

MOST: Final = 200
MOST_THREADS: Final = 200


@dataclass(frozen=True, slots=True)
class Log:
    """The latest entries, oldest first; ``earlier`` tells that there are more."""

    threads: list[Conversation]
    entries: list[InboxMessage]
    earlier: bool

    @property
    def seen(self) -> int:
        """The newest entry of all, which need not stand last."""
        return max((one.pk for one in self.entries), default=0)


def of(conversation: Conversation, *, by: Staff, most: int = MOST, waiting: bool = False) -> Log:
    """Return the log of whoever a thread is proved to be with; a stranger’s is the thread alone.

    ``waiting`` adds to each thread of a person since when it waits, as ``speaking`` wants to know it.
    """
    threads = _threads(conversation, by, waiting=waiting)
    rows = InboxMessage.objects.filter(conversation__in=[one.pk for one in threads])
    whole = rows.select_related("author", "sorting", "leaving").order_by("-at", "-id")
    entries = list(whole[: most + 1])
    known = {one.pk: one for one in threads}
    for one in entries:
        # Fetched already; asking again for each would be a question an entry.
        one.conversation = known[one.conversation_id]
    return Log(threads, entries[:most][::-1], len(entries) > most)


def newest(conversation: Conversation, *, by: Staff) -> int:
    """Return the number of the newest entry of the log, for whoever watches it."""
    threads = [one.pk for one in _threads(conversation, by)]
    found = InboxMessage.objects.filter(conversation__in=threads).order_by("-id")
    return found.values_list("id", flat=True).first() or 0


def present(threads: Sequence[Conversation], *, by: Staff) -> list[Presence]:
    """Return which colleagues read or write in any of these just now."""
    here = Presence.objects.filter(conversation__in=[one.pk for one in threads], until__gt=Now())
    return list(here.exclude(staff=by).select_related("staff").order_by("staff__name", "staff_id"))


def joinings(conversation: Conversation) -> list[Joining]:
    """Return which threads were joined into this one, latest first."""
    found = Joining.objects.filter(target=conversation).select_related("source", "by")
    return list(found.order_by("-at", "-source_id")[:5])


def joinable(
    conversation: Conversation, theirs: Sequence[Conversation], *, by: Staff
) -> list[Conversation]:
    """Return the threads that could be joined into this one, of all that are proved to be theirs."""
    found = theirs
    if not conversation.proven and conversation.address:
        claims = access.conversations(by=by).filter(
            channel=conversation.channel, address=conversation.address, proven=False
        )
        found = list(claims.filter(merged_into=None).order_by("-last_at", "-id")[:MOST_THREADS])
    return [one for one in found if ways.alike(one, conversation)][:20]


def _threads(conversation: Conversation, by: Staff, *, waiting: bool = False) -> list[Conversation]:
    person = conversation.person
    if person is None:
        return [conversation]
    named = Q(key__person=person, merged_into=None) | Q(pk=conversation.pk)
    found = access.conversations(by=by).filter(named).select_related("key__person")
    if waiting:
        found = pressing.with_waiting(found)
    return list(found.order_by("-last_at", "-id")[:MOST_THREADS])
