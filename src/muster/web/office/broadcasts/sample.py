"""One real member’s message, and the way from each to the next, in the order that stays the same."""

from __future__ import annotations

from muster.broadcasts import previews, whom
from muster.broadcasts.models import Broadcast
from muster.broadcasts.previews import Preview
from muster.delivery.documents import DocumentBody
from muster.web.gate import StaffRequest


def members(request: StaffRequest, broadcast: Broadcast) -> list[int]:
    """Some of the people it is for, as far as this person may see them."""
    if not whom.chosen(broadcast):
        return []
    return previews.members(whom.members(broadcast, request.staff.scope))


def one(request: StaffRequest, broadcast: Broadcast, body: DocumentBody, place: int = 0) -> Preview:
    """What the member at ``place`` would read; an invented person where there is none."""
    people = members(request, broadcast)
    return previews.as_member(body, people[place]) if people else previews.as_nobody(body)
