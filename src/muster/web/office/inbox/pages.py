"""The whole page of a thread: its list, its words, its forms, and what was refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse

from muster.inbox import actions, queues, watching
from muster.kit import ids
from muster.web import around, frame
from muster.web.office.inbox import dialogue, kinds, listing, said, writing
from muster.web.office.inbox import thread as threads
from muster.web.office.inbox.forms import AnswerForm, AssignForm, NoteForm, SnoozeForm

if TYPE_CHECKING:
    from django.http import HttpResponse

    from muster.inbox.models import Conversation
    from muster.web.gate import StaffRequest


def thread(
    request: StaffRequest,
    conversation: Conversation,
    *,
    answer: AnswerForm | None = None,
    note: NoteForm | None = None,
    text: str = "",
    told: str = "",
    words: str = "",
    status: int = 200,
) -> HttpResponse:
    """The thread; ``words`` say what was refused, beside the form that was refused if there is one.

    ``text`` stands in the answer box, ``told`` above it.
    """
    by = request.staff
    asked = answer.data.get("channel", "") if answer else request.GET.get("answer", "")
    context = _read(request, conversation, channel=asked)
    context |= {
        "answer_form": _answer_form(
            context, text or (answer.data.get("text", "") if answer else context["came_back"])
        ),
        "ticked": _ticked(answer),
        "kinds": list(kinds.LABELS.items()),
        "work": dialogue.beside(conversation, by=by, teams=context["every_team"]),
        "note_form": NoteForm(
            auto_id="id_note_%s", initial={"text": note.data.get("text", "") if note else ""}
        ),
        "assign_form": AssignForm(conversation, initial={"assignee": conversation.assignee_id}),
        "snooze_form": SnoozeForm(auto_id="id_snooze_%s", initial={"when": "tomorrow"}),
        "asleep": conversation.asleep(listing.now()),
        "noting": note is not None or (request.GET.get("write") == "note" and not answer),
        "told": told,
        "refused": words,
        "refused_writing": bool(words) and (answer is not None or note is not None),
    }
    return frame.page(request, "office/inbox/show.html", context, status=status)


def joined_away(request: StaffRequest, conversation: Conversation) -> HttpResponse:
    """What is left of a thread that goes on in another one: the way there, and back."""
    context: dict[str, Any] = {
        "title": said.joined_sentence(conversation),
        "conversation": conversation,
        "into": conversation.merged_into_id,
    }
    return frame.page(request, "office/inbox/joined.html", context)


def back(request: StaffRequest, conversation: Conversation, words: str) -> HttpResponse:
    """Say what was done and show the thread again, beside the same list."""
    messages.success(request, words)
    query = request.META.get("QUERY_STRING", "")
    here = reverse("office:conversation", args=[conversation.pk])
    return HttpResponseRedirect(f"{here}?{query}" if query else here)


def _read(request: StaffRequest, conversation: Conversation, *, channel: str) -> dict[str, Any]:
    """What stands on the page before anybody writes: its list, its words, the ways to answer."""
    by = request.staff
    watched = _watched(request, conversation)
    context = listing.listing(request.GET, by=by, current=conversation.pk)
    around.told_open(request, context["counts"][queues.OPEN])
    context |= threads.thread(conversation, by=by, whole="whole" in request.GET)
    context |= writing.context(
        conversation, context["log"], channel=channel, by=by, states=context["states"]
    )
    return context | watched


def _watched(request: StaffRequest, conversation: Conversation) -> dict[str, Any]:
    """Who watches it; whoever opens it has seen what came."""
    found = watching.watchers(conversation)
    own = any(one.staff_id == request.staff.pk for one in found)
    if own and "X-Live" not in request.headers:
        actions.look(conversation=conversation, by=request.staff)
    names = [one.staff.name for one in found if one.staff_id != request.staff.pk]
    return {"watches": own, "watchers": said.watched_by(names)}


def _answer_form(context: dict[str, Any], text: str) -> AnswerForm:
    """A refused answer keeps its words and gets a fresh token, and has now seen what is on the page."""
    channel = context["way"].channel
    return AnswerForm(
        initial={"text": text, "once": ids.token(), "seen": context["seen"], "channel": channel}
    )


def _ticked(answer: AnswerForm | None) -> list[int]:
    told = answer.data.getlist("also") if answer else []  # type: ignore[attr-defined]
    return [int(number) for number in told if number.isdecimal()]
