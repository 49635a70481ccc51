"""Reading: one queue, one thread with its list beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.views.decorators.http import require_POST, require_safe

from muster.inbox import access, actions, queues
from muster.web import around, frame
from muster.web.gate import may
from muster.web.office.inbox import listing, pages, said

if TYPE_CHECKING:
    from muster.web.gate import StaffRequest


@may("inbox.view")
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """One queue, most urgent first, or what a search found."""
    context = listing.listing(request.GET, by=request.staff)
    around.told_open(request, context["counts"][queues.OPEN])
    title = said.waiting_sentence(context["waiting"])
    if context["asked"]:
        title = context["queue_words"]
    return frame.page(request, "office/inbox/index.html", {**context, "title": title})


@may("inbox.view")
@require_safe
def show(request: StaffRequest, conversation_id: int) -> HttpResponse:
    """One thread with its list beside it; colleagues see that it is being read."""
    conversation = access.conversation(conversation_id, by=request.staff)
    if conversation.merged_into_id is not None:
        return pages.joined_away(request, conversation)
    # A page that renews its parts says by itself whether somebody still writes.
    if "X-Live" not in request.headers:
        actions.be_here(conversation=conversation, by=request.staff)
    return pages.thread(request, conversation)


@may("inbox.view")
@require_POST
def presence(request: StaffRequest, conversation_id: int) -> HttpResponse:
    """Still here, and writing or not; nothing is answered."""
    conversation = access.conversation(conversation_id, by=request.staff)
    actions.be_here(
        conversation=conversation, by=request.staff, writing=request.POST.get("writing") == "1"
    )
    # Whoever keeps it before them has seen what came meanwhile.
    actions.look(conversation=conversation, by=request.staff)
    return HttpResponse(status=204)
