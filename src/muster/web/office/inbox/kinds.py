"""What messages seem to be, in words: beside each message, and a page on how it is sorted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from muster.inbox import access, actions, queries
from muster.kit import clock
from muster.kit.errors import Refused
from muster.triage import actions as triage
from muster.triage import queries as judges
from muster.triage.kinds import Kind
from muster.web import frame
from muster.web.gate import may
from muster.web.office.inbox import outcomes

if TYPE_CHECKING:
    from django.http import HttpResponse

    from muster.inbox.models import InboxMessage
    from muster.web.gate import StaffRequest

LABELS = {
    Kind.QUESTION.value: gettext_lazy("a question"),
    Kind.COMPLAINT.value: gettext_lazy("a complaint"),
    Kind.THANKS.value: gettext_lazy("thanks or praise"),
    Kind.HELP.value: gettext_lazy("an offer to help"),
    Kind.GIVE.value: gettext_lazy("an offer to give"),
    Kind.STOP.value: gettext_lazy("a wish for no more messages"),
    Kind.AWAY.value: gettext_lazy("an out-of-office note"),
    Kind.WRONG.value: gettext_lazy("from the wrong person"),
    Kind.HATE.value: gettext_lazy("words of hate"),
    Kind.OTHER.value: gettext_lazy("something else"),
}


def tag(kind: str) -> str:
    """What a line of the list says of a kind: nothing where nothing is known."""
    return "" if kind == Kind.OTHER else str(LABELS.get(kind, ""))


def sentence(message: InboxMessage) -> str:
    """What one message seems to be and why, or what staff said it is; empty before it was looked at."""
    held = getattr(message, "sorting", None)
    if held is None:
        return ""
    kind = {"kind": LABELS[held.kind]}
    if held.by_id:
        return _("Sorted by hand: %(kind)s") % kind
    if held.words and held.kind != Kind.OTHER:
        words = ", ".join(f"“{word}”" for word in held.words)
        return _("Seems to be %(kind)s, because of %(words)s") % {**kind, "words": words}
    return _("Seems to be %(kind)s") % kind


@may("inbox.answer")
@require_POST
def resort(request: StaffRequest, conversation_id: int, message_id: int) -> HttpResponse:
    """Say what a message really is."""
    conversation = access.conversation(conversation_id, by=request.staff)
    message = access.message(message_id, conversation)
    back = HttpResponseRedirect(reverse("office:conversation", args=[conversation.pk]))
    try:
        kind = Kind(request.POST.get("kind", ""))
        actions.resort(message=message, kind=kind, by=request.staff, at=clock.now())
    except ValueError:
        messages.error(request, _("Choose what it is from the list."))
        return back
    except Refused as refused:
        messages.error(request, refused.message)
        return back
    messages.success(
        request, _("Noted: %(kind)s. The next lesson learns it.") % {"kind": LABELS[kind]}
    )
    return back


@may("inbox.view")
@require_safe
def sorting(request: StaffRequest) -> HttpResponse:
    """How messages are sorted: how often staff agreed, when something was learnt last."""
    rows = [
        {"words": LABELS[one.kind], "looked_at": one.looked_at, "agreed": one.agreed}
        for one in judges.agreement()
    ]
    context = {
        "title": _("How messages are sorted"),
        "rows": rows,
        "lesson": judges.last_lesson(),
        "dialogues": outcomes.sentence(request.staff),
        "unsorted": queries.unsorted(by=request.staff),
    }
    return frame.page(request, "office/inbox/sorting.html", context)


@may("inbox.answer")
@require_POST
def lesson(request: StaffRequest) -> HttpResponse:
    """Learn now what staff have said since the last lesson."""
    learnt = triage.learn(at=clock.now(), by=request.staff)
    if learnt is None:
        messages.info(request, _("There is nothing new to learn."))
    else:
        messages.success(request, _("Learnt. What comes in from now on is sorted by it."))
    return HttpResponseRedirect(reverse("office:inbox-sorting"))
