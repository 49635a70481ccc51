"""Who is speaking: what the inbox knows of whoever writes, over every channel, for whoever answers now.

In a proved thread that is everything of that person which its reader may see, and what only claims to be theirs,
marked. In a thread that proves nothing it is what came from the same address, and nothing of a record.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet

from muster.accounts.models import Staff
from muster.inbox import access, pressing
from muster.inbox.models import Case, Conversation
from muster.triage.kinds import Kind

SHOWN: Final = 200


@dataclass(frozen=True, slots=True)
class Contact:
    """One thread in which they wait for us."""

    conversation: Conversation
    since: datetime
    messages: int
    claimed: bool


@dataclass(frozen=True, slots=True)
class Speaking:
    """What is known. ``reach`` is the largest following, on the channel that told it."""

    unanswered: Sequence[Contact]
    reach: int | None
    network: str
    earlier: int
    complaints: int
    cases: Sequence[Case]
    public: bool

    @property
    def messages(self) -> int:
        """How many messages of theirs nobody has answered."""
        return sum(one.messages for one in self.unanswered)


def of(conversation: Conversation, *, by: Staff, threads: Sequence[Any] | None = None) -> Speaking:
    """Gather it for one reader, in two queries however much there is.

    ``threads`` are those of a proved person with what waits in them, where a log has fetched them already.
    """
    if threads is None or conversation.person is None:
        theirs = pressing.with_waiting(_theirs(conversation, by))
        threads = list(theirs.order_by("-last_at", "-id")[:SHOWN])
    waiting = [
        Contact(one, one.since, one.contacts, not one.proven and conversation.proven)
        for one in threads
        if one.since
    ]
    loudest = max(
        (one for one in threads if one.reach is not None),
        key=lambda one: one.reach or 0,
        default=None,
    )
    return Speaking(
        unanswered=sorted(waiting, key=lambda one: one.since),
        reach=loudest.reach if loudest else None,
        network=loudest.channel if loudest else "",
        earlier=sum(one.pk != conversation.pk for one in threads),
        complaints=sum(one.kind == Kind.COMPLAINT for one in threads),
        cases=_cases(threads, conversation.case_id),
        public=any(one.conversation.channel in pressing.PUBLIC for one in waiting),
    )


def _theirs(conversation: Conversation, by: Staff) -> QuerySet[Conversation]:
    seen = access.conversations(by=by).filter(merged_into=None)
    key = conversation.key
    if conversation.proven and key is not None:
        return seen.filter(key__person=key.person_id) if key.person_id else seen.filter(key=key)
    if not conversation.address:
        return seen.filter(pk=conversation.pk)
    same = seen.filter(channel=conversation.channel, address=conversation.address)
    # What is proved to be somebody’s is not told of whoever only names their address.
    return same.filter(proven=False)


def _cases(threads: Sequence[Conversation], here: int | None) -> list[Case]:
    """Their other cases: the one of this thread stands beside it already."""
    # Whoever sees a thread of a case sees the case.
    numbers = {one.case_id for one in threads if one.case_id} - {here}
    if not numbers:
        return []
    return list(Case.objects.filter(pk__in=numbers).order_by("-opened_at", "-id"))
