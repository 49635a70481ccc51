"""Watching a conversation without being the one who answers it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from muster.inbox import access, actions
from muster.kit import clock
from muster.kit.errors import Refused
from muster.web.gate import may
from muster.web.office.inbox import pages

if TYPE_CHECKING:
    from django.http import HttpResponse

    from muster.web.gate import StaffRequest


@may("inbox.view")
@require_POST
def watch(request: StaffRequest, conversation_id: int) -> HttpResponse:
    """Watch it from now on, or no more; a second click changes nothing."""
    conversation = access.conversation(conversation_id, by=request.staff)
    if request.POST.get("watch") == "0":
        actions.unwatch(conversation=conversation, by=request.staff, at=clock.now())
        return pages.back(request, conversation, _("You watch this no more."))
    try:
        actions.watch(conversation=conversation, by=request.staff, at=clock.now())
    except Refused as refused:
        return pages.thread(request, conversation, words=refused.message, status=refused.status)
    return pages.back(
        request, conversation, _("You watch this. What comes is counted beside “Watching”.")
    )
