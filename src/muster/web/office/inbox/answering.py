"""Writing: an answer that leaves, a note that stays."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from muster.inbox import access, actions, kept_words
from muster.inbox.models import Proposal
from muster.kit import clock
from muster.kit.errors import Refused
from muster.web.gate import may
from muster.web.office.inbox import pages
from muster.web.office.inbox.forms import AnswerForm, NoteForm

if TYPE_CHECKING:
    from django.http import HttpResponse

    from muster.web.gate import StaffRequest


# As long as this an answer waits here and can be taken back.
UNDO: Final = timedelta(seconds=10)


@may("inbox.answer")
@require_POST
def answers(request: StaffRequest, conversation_id: int) -> HttpResponse:
    """Answer on one channel, and close the thread where the writer said so."""
    conversation = access.conversation(conversation_id, by=request.staff)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        words = _("This form was too old; it is fresh now. Send again.")
        return pages.thread(request, conversation, answer=form, words=words, status=422)
    closing = request.POST.get("then") == "close"
    also = [int(one) for one in request.POST.getlist("also") if one.isdecimal()]
    try:
        given = actions.give(
            conversation=conversation,
            text=form.cleaned_data["text"],
            by=request.staff,
            at=clock.now(),
            idempotency=form.cleaned_data["once"],
            seen=form.cleaned_data["seen"],
            closing=closing,
            channel=form.cleaned_data["channel"],
            also=also,
            undo=UNDO,
        )
    except Refused as refused:
        return pages.thread(
            request, conversation, answer=form, words=refused.message, status=refused.status
        )
    words = _("Answered and closed.") if closing else _("Answered.")
    if isinstance(given, Proposal):
        words = _("A second person reads it before it leaves. Nothing was sent yet.")
    return pages.back(request, conversation, words)


@may("inbox.answer")
@require_POST
def retraction(request: StaffRequest, conversation_id: int, message_id: int) -> HttpResponse:
    """Take an answer back that has not left; its words stand in the box again."""
    conversation = access.conversation(conversation_id, by=request.staff)
    message = access.our_message(message_id, by=request.staff)
    try:
        text = actions.take_back(message=message, by=request.staff, at=clock.now())
    except Refused as refused:
        return pages.thread(request, conversation, words=refused.message, status=refused.status)
    fresh = access.conversation(conversation_id, by=request.staff)
    told = _("Taken back: nothing was sent, and the wait runs on. Your words are below.")
    return pages.thread(request, fresh, text=text, told=told)


@may("inbox.answer")
@require_POST
def insertion(request: StaffRequest, conversation_id: int) -> HttpResponse:
    """Put kept words behind what stands in the box; nothing is sent."""
    conversation = access.conversation(conversation_id, by=request.staff)
    words = kept_words.text(request.POST.get("macro", ""), conversation, by=request.staff)
    form = AnswerForm(request.POST)
    text = f"{form.data.get('text', '').rstrip()}\n\n{words}".strip() if words else ""
    return pages.thread(request, conversation, answer=form, text=text)


@may("inbox.answer")
@require_POST
def notes(request: StaffRequest, conversation_id: int) -> HttpResponse:
    """Note something among ourselves."""
    conversation = access.conversation(conversation_id, by=request.staff)
    form = NoteForm(request.POST)
    form.full_clean()
    try:
        actions.note(
            conversation=conversation,
            text=form.cleaned_data.get("text", ""),
            by=request.staff,
            at=clock.now(),
        )
    except Refused as refused:
        return pages.thread(
            request, conversation, note=form, words=refused.message, status=refused.status
        )
    return pages.back(request, conversation, _("Noted. Nothing was sent."))
