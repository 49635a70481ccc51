"""An answer that waits for a second pair of eyes: let go, returned with a reason, or withdrawn by its writer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from muster.inbox import access, actions
from muster.kit import clock
from muster.kit.errors import Refused
from muster.web.gate import may
from muster.web.office.inbox import pages
from muster.web.office.inbox.answering import UNDO

if TYPE_CHECKING:
    from django.http import HttpResponse

    from muster.web.gate import StaffRequest


@may("inbox.view")
@require_POST
def leaving(request: StaffRequest, conversation_id: int, proposal_id: int) -> HttpResponse:
    """Let it leave as it was written; ten seconds to undo begin now."""
    conversation = access.conversation(conversation_id, by=request.staff)
    held = access.proposal(proposal_id, conversation)
    try:
        actions.let_go(proposal=held, by=request.staff, at=clock.now(), undo=UNDO)
    except Refused as refused:
        return pages.thread(request, conversation, words=refused.message, status=refused.status)
    return pages.back(request, conversation, _("It leaves in ten seconds."))


@may("inbox.view")
@require_POST
def returning(request: StaffRequest, conversation_id: int, proposal_id: int) -> HttpResponse:
    """Send it back with what should change; nothing leaves."""
    conversation = access.conversation(conversation_id, by=request.staff)
    held = access.proposal(proposal_id, conversation)
    reason = request.POST.get("reason", "")
    try:
        actions.send_back(proposal=held, reason=reason, by=request.staff, at=clock.now())
    except Refused as refused:
        return pages.thread(request, conversation, words=refused.message, status=refused.status)
    return pages.back(request, conversation, _("Returned. Nothing was sent."))


@may("inbox.answer")
@require_POST
def withdrawal(request: StaffRequest, conversation_id: int, proposal_id: int) -> HttpResponse:
    """Take one’s own answer out again; its words stand in the box."""
    conversation = access.conversation(conversation_id, by=request.staff)
    held = access.proposal(proposal_id, conversation)
    try:
        actions.withdraw_proposal(proposal=held, by=request.staff, at=clock.now())
    except Refused as refused:
        return pages.thread(request, conversation, words=refused.message, status=refused.status)
    told = _("Taken back: nothing was sent, and the wait runs on. Your words are below.")
    return pages.thread(request, conversation, text=held.said, told=told)
