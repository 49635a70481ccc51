"""Keeping a thread: who takes it, putting it away or off, taking it out again, joining it with another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from muster.inbox import access, actions, errors
from muster.kit import clock
from muster.kit.errors import NotFound, Refused
from muster.web.gate import may
from muster.web.office.inbox import pages
from muster.web.office.inbox.forms import AssignForm, SnoozeForm
from muster.web.words import moment

if TYPE_CHECKING:
    from django.http import HttpResponse

    from muster.web.gate import StaffRequest


@may("inbox.answer")
@require_POST
def assignment(request: StaffRequest, conversation_id: int) -> HttpResponse:
    """Hand the thread to somebody, or to nobody."""
    conversation = access.conversation(conversation_id, by=request.staff)
    form = AssignForm(conversation, request.POST)
    if not form.is_valid():
        return pages.thread(
            request, conversation, words=_("Choose somebody who may answer this."), status=422
        )
    to = form.able.get(form.cleaned_data["assignee"])
    try:
        actions.assign(conversation=conversation, to=to, by=request.staff, at=clock.now())
    except Refused as refused:
        return pages.thread(request, conversation, words=refused.message, status=refused.status)
    words = _("%(name)s answers this now.") % {"name": to.name} if to else _("It is nobody’s now.")
    return pages.back(request, conversation, words)


@may("inbox.answer")
@require_POST
def closure(request: StaffRequest, conversation_id: int) -> HttpResponse:
    """Put the thread away."""
    conversation = access.conversation(conversation_id, by=request.staff)
    try:
        actions.close(conversation=conversation, by=request.staff, at=clock.now())
    except Refused as refused:
        return pages.thread(request, conversation, words=refused.message, status=refused.status)
    return pages.back(request, conversation, _("Closed. Nothing was sent."))


@may("inbox.answer")
@require_POST
def reopening(request: StaffRequest, conversation_id: int) -> HttpResponse:
    """Take the thread out again."""
    conversation = access.conversation(conversation_id, by=request.staff)
    try:
        actions.reopen(conversation=conversation, by=request.staff, at=clock.now())
    except Refused as refused:
        return pages.thread(request, conversation, words=refused.message, status=refused.status)
    return pages.back(request, conversation, _("Open again. The clock runs on."))


@may("inbox.answer")
@require_POST
def snooze(request: StaffRequest, conversation_id: int) -> HttpResponse:
    """Put the thread off until a moment, or bring it back."""
    conversation = access.conversation(conversation_id, by=request.staff)
    now = clock.now()
    form = SnoozeForm(request.POST)
    try:
        if request.POST.get("when") == "now":
            actions.wake(conversation=conversation, by=request.staff, at=now)
            return pages.back(request, conversation, _("It is back in the queues."))
        if not form.is_valid():
            raise errors.WhenIsThat
        until = form.until(now)
        actions.snooze(conversation=conversation, until=until, by=request.staff, at=now)
    except Refused as refused:
        return pages.thread(request, conversation, words=refused.message, status=refused.status)
    words = _("Put off until %(moment)s. Its clock runs on; it returns at once when they write.")
    return pages.back(request, conversation, words % {"moment": moment(until)})


@may("inbox.answer")
@require_POST
def joinings(request: StaffRequest, conversation_id: int) -> HttpResponse:
    """Join another thread of theirs into this one."""
    conversation = access.conversation(conversation_id, by=request.staff)
    asked = request.POST.get("source", "")
    try:
        source = access.conversation(int(asked) if asked.isdecimal() else 0, by=request.staff)
        actions.join(source=source, target=conversation, by=request.staff, at=clock.now())
    except NotFound:
        words = _("Choose which conversation to join with this one.")
        return pages.thread(request, conversation, words=words, status=422)
    except Refused as refused:
        return pages.thread(request, conversation, words=refused.message, status=refused.status)
    return pages.back(request, conversation, _("Joined. The earlier wait goes on."))


@may("inbox.answer")
@require_POST
def parting(request: StaffRequest, conversation_id: int) -> HttpResponse:
    """Undo a join: the thread stands by itself again."""
    conversation = access.conversation(conversation_id, by=request.staff)
    try:
        actions.part(source=conversation, by=request.staff, at=clock.now())
    except Refused as refused:
        if conversation.merged_into_id is None:
            return pages.thread(request, conversation, words=refused.message, status=refused.status)
        messages.error(request, refused.message)
        return HttpResponseRedirect(reverse("office:conversation", args=[conversation.pk]))
    return pages.back(request, conversation, _("Parted. Both stand as they stood before."))
