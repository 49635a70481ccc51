"""What waits for a second pair of eyes: in one conversation, and for one person."""

from __future__ import annotations

from muster.accounts.models import Staff
from muster.inbox import access
from muster.inbox.models import Conversation, Proposal

MOST = 100


def latest(conversation: Conversation) -> Proposal | None:
    """Return the answer that waits here, else the last one if it was returned: its writer reads why."""
    whole = conversation.proposals.select_related("by", "ended_by").order_by("-id")
    found = whole.first()
    if found is None or found.ended_at is None:
        return found
    ours = conversation.messages.filter(direction="out", at__gte=found.ended_at)
    return None if found.ending != Proposal.Ending.RETURNED or ours.exists() else found


def waiting_for(staff: Staff) -> list[Proposal]:
    """Return the answers of others that ``staff`` may let go, the oldest first."""
    found = Proposal.objects.filter(
        ended_at=None, conversation__in=access.conversations(by=staff)
    ).exclude(by=staff)
    rows = found.select_related("conversation__key__person", "by").order_by("at", "id")
    return [one for one in rows[:MOST] if staff.may(one.permission)]


def returned_to(staff: Staff) -> list[Proposal]:
    """Return the answers of ``staff`` that came back and after which nothing was written, the oldest first."""
    mine = Proposal.objects.filter(by=staff, ending=Proposal.Ending.RETURNED)
    seen = mine.filter(conversation__in=access.conversations(by=staff), conversation__state="open")
    rows = seen.select_related("conversation__key__person", "ended_by").order_by("ended_at", "id")
    return [
        one for one in rows[:MOST] if not one.conversation.proposals.filter(pk__gt=one.pk).exists()
    ]
