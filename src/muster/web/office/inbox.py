"""The inbox: queues, one list, one thread, and who is speaking.

It fetches through ``inbox.access`` and calls one action for each thing a person can do there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from muster.inbox import access, actions, queries
from muster.kit import clock, ids
from muster.kit.errors import Refused
from muster.web import frame
from muster.web.gate import may
from muster.web.office import inbox_kinds, inbox_page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from muster.inbox.models import Conversation
    from muster.web.gate import StaffRequest


class AnswerForm(forms.Form):
    """What goes out. ``once`` makes a second click the same answer; ``seen`` is what its writer had read."""

    text = forms.CharField(
        label=gettext_lazy("Your answer"), widget=forms.Textarea(attrs={"rows": 5}), required=False
    )
    once = forms.CharField(max_length=40, widget=forms.HiddenInput)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)


class NoteForm(forms.Form):
    """What stays among us."""

    text = forms.CharField(
        label=gettext_lazy("Your note"), widget=forms.Textarea(attrs={"rows": 4}), required=False
    )


class AssignForm(forms.Form):
    """Who takes it; empty for nobody."""

    assignee = forms.TypedChoiceField(
        label=gettext_lazy("Who answers"), coerce=int, empty_value=None, required=False
    )

    def __init__(self, conversation: Conversation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.able = {one.pk: one for one in queries.colleagues(conversation)}
        able = [(one.pk, one.name) for one in self.able.values()]
        self.fields["assignee"].choices = [("", _("Nobody")), *able]  # type: ignore[attr-defined]


@may("inbox.view")
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """One queue, most urgent first."""
    context = inbox_page.listing(request)
    waiting = context["counts"]["unanswered"] + context["counts"]["dialogue"]
    title = inbox_page.waiting_sentence(waiting)
    return frame.page(request, "office/inbox/index.html", {**context, "title": title})


@may("inbox.view")
@require_safe
def show(request: StaffRequest, conversation_id: int) -> HttpResponse:
    """One thread with its list beside it."""
    return _page(request, access.conversation(conversation_id, by=request.staff))


@may("inbox.answer")
@require_POST
def answers(request: StaffRequest, conversation_id: int) -> HttpResponse:
    """Answer, and close the thread where the writer said so."""
    conversation = access.conversation(conversation_id, by=request.staff)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        words = _("This form was too old; it is fresh now. Send again.")
        return _page(request, conversation, answer=form, words=words, status=422)
    closing = request.POST.get("then") == "close"
    try:
        actions.answer(
            conversation=conversation,
            text=form.cleaned_data["text"],
            by=request.staff,
            at=clock.now(),
            idempotency=form.cleaned_data["once"],
            seen=form.cleaned_data["seen"],
            closing=closing,
        )
    except Refused as refused:
        return _page(
            request, conversation, answer=form, words=refused.message, status=refused.status
        )
    return _said(request, conversation, _("Answered and closed.") if closing else _("Answered."))


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
        return _page(request, conversation, note=form, words=refused.message, status=refused.status)
    return _said(request, conversation, _("Noted. Nothing was sent."))


@may("inbox.answer")
@require_POST
def assignment(request: StaffRequest, conversation_id: int) -> HttpResponse:
    """Hand the thread to somebody, or to nobody."""
    conversation = access.conversation(conversation_id, by=request.staff)
    form = AssignForm(conversation, request.POST)
    if not form.is_valid():
        return _page(
            request, conversation, words=_("Choose somebody who may answer this."), status=422
        )
    to = form.able.get(form.cleaned_data["assignee"])
    actions.assign(conversation=conversation, to=to, by=request.staff, at=clock.now())
    words = _("%(name)s answers this now.") % {"name": to.name} if to else _("It is nobody’s now.")
    return _said(request, conversation, words)


@may("inbox.answer")
@require_POST
def closure(request: StaffRequest, conversation_id: int) -> HttpResponse:
    """Put the thread away."""
    conversation = access.conversation(conversation_id, by=request.staff)
    try:
        actions.close(conversation=conversation, by=request.staff, at=clock.now())
    except Refused as refused:
        return _page(request, conversation, words=refused.message, status=refused.status)
    return _said(request, conversation, _("Closed. Nothing was sent."))


@may("inbox.answer")
@require_POST
def reopening(request: StaffRequest, conversation_id: int) -> HttpResponse:
    """Take the thread out again."""
    conversation = access.conversation(conversation_id, by=request.staff)
    try:
        actions.reopen(conversation=conversation, by=request.staff, at=clock.now())
    except Refused as refused:
        return _page(request, conversation, words=refused.message, status=refused.status)
    return _said(request, conversation, _("Open again. The clock runs from now."))


@may("inbox.view")
@require_safe
def held(request: StaffRequest) -> HttpResponse:
    """What was held back because too much came from one sender at once."""
    found = queries.held(by=request.staff)
    title = inbox_page.held_sentence(len(found))
    return frame.page(request, "office/inbox/held.html", {"held": found, "title": title})


@may("inbox.answer")
@require_POST
def admission(request: StaffRequest, arrival_id: int) -> HttpResponse:
    """Let one of them in."""
    arrival = access.held_arrival(arrival_id, by=request.staff)
    actions.let_in(arrival=arrival, by=request.staff, at=clock.now())
    messages.success(request, _("Let in. Its clock runs from now."))
    return HttpResponseRedirect(reverse("office:inbox"))


def _page(
    request: StaffRequest,
    conversation: Conversation,
    *,
    answer: AnswerForm | None = None,
    note: NoteForm | None = None,
    words: str = "",
    status: int = 200,
) -> HttpResponse:
    """The thread; ``words`` say what was refused, beside the form that was refused if there is one."""
    context = inbox_page.listing(request, conversation.pk)
    context |= inbox_page.thread(conversation, by=request.staff)
    # A refused answer keeps its words and gets a fresh token, and has now seen what is on the page.
    text = answer.data.get("text", "") if answer else ""
    kept = note.data.get("text", "") if note else ""
    context |= {
        "answer_form": AnswerForm(
            initial={"text": text, "once": ids.token(), "seen": context["seen"]}
        ),
        "kinds": list(inbox_kinds.LABELS.items()),
        "note_form": NoteForm(auto_id="id_note_%s", initial={"text": kept}),
        "assign_form": AssignForm(conversation, initial={"assignee": conversation.assignee_id}),
        "noting": note is not None or request.GET.get("write") == "note",
        "refused": words,
        "refused_writing": bool(words) and (answer is not None or note is not None),
    }
    return frame.page(request, "office/inbox/show.html", context, status=status)


def _said(request: StaffRequest, conversation: Conversation, words: str) -> HttpResponse:
    messages.success(request, words)
    return HttpResponseRedirect(reverse("office:conversation", args=[conversation.pk]))


urlpatterns = [
    path("inbox/", index, name="inbox"),
    path("inbox/held/", held, name="inbox-held"),
    path("inbox/held/<int:arrival_id>/admission/", admission, name="inbox-admission"),
    path("inbox/<int:conversation_id>/", show, name="conversation"),
    path("inbox/<int:conversation_id>/answers/", answers, name="conversation-answers"),
    path("inbox/<int:conversation_id>/notes/", notes, name="conversation-notes"),
    path("inbox/<int:conversation_id>/assignment/", assignment, name="conversation-assignment"),
    path("inbox/<int:conversation_id>/closure/", closure, name="conversation-closure"),
    path("inbox/<int:conversation_id>/reopening/", reopening, name="conversation-reopening"),
]
