"""What is done on the page of a room: one form, one action, and the page again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from muster.crisis import access, actions
from muster.inbox import access as inbox
from muster.kit import clock
from muster.kit.errors import NotFound, Refused
from muster.web.gate import may
from muster.web.office.crisis import forms, room
from muster.web.office.import_forms import Blaming

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from muster.crisis.models import Room
    from muster.web.gate import StaffRequest

Filled = TypeVar("Filled", bound=Blaming)


def do(
    request: StaffRequest,
    here: Room,
    name: str,
    form: Filled,
    *,
    act: Callable[[Filled], object],
    done: str,
) -> HttpResponse:
    """Do what a form of the page asks for, or show the page with what must be mended."""
    if not form.is_valid():
        return room.page(request, here, failed=(name, form), status=422)
    try:
        act(form)
    except Refused as problem:
        words = form.blame(problem)
        return room.page(request, here, failed=(name, form), refused=words, status=problem.status)
    messages.success(request, done)
    return back(here)


def back(here: Room) -> HttpResponse:
    """The page of the room again."""
    return HttpResponseRedirect(reverse("office:crisis-room", args=[here.pk]))


@may("crisis.view")
@require_POST
def log(request: StaffRequest, room_id: int) -> HttpResponse:
    """Add a line; whoever may see a room may tell it something."""
    here, by = access.room(room_id, by=request.staff), request.staff
    form = forms.NoteForm(request.POST, auto_id="note_%s")

    def act(one: forms.NoteForm) -> object:
        return actions.note(room=here, words=one.cleaned_data["words"], by=by, at=clock.now())

    return do(request, here, "note", form, act=act, done=_("It stands in the log."))


@may("crisis.lead")
@require_POST
def lead(request: StaffRequest, room_id: int) -> HttpResponse:
    """Let somebody else lead."""
    here, by = access.room(room_id, by=request.staff), request.staff
    form = forms.LeadForm(request.POST, auto_id="lead_%s")

    def act(one: forms.LeadForm) -> object:
        to = one.able[one.cleaned_data["lead"]]
        return actions.hand_over(room=here, to=to, by=by, at=clock.now())

    return do(request, here, "lead", form, act=act, done=_("The lead is handed over."))


@may("crisis.lead")
@require_POST
def duty(request: StaffRequest, room_id: int) -> HttpResponse:
    """Name the duty contact."""
    here, by = access.room(room_id, by=request.staff), request.staff
    form = forms.DutyForm(request.POST, auto_id="duty_%s")

    def act(one: forms.DutyForm) -> object:
        told: dict[str, Any] = one.cleaned_data
        named = one.able.get(told["duty"])
        return actions.set_duty(room=here, duty=named, reach=told["reach"], by=by, at=clock.now())

    return do(request, here, "duty", form, act=act, done=_("Everybody sees the duty contact."))


@may("crisis.lead")
@require_POST
def severity(request: StaffRequest, room_id: int) -> HttpResponse:
    """Say how bad it is now."""
    here, by = access.room(room_id, by=request.staff), request.staff
    form = forms.SeverityForm(request.POST, auto_id="severity_%s")

    def act(one: forms.SeverityForm) -> object:
        weight = one.cleaned_data["severity"]
        return actions.weigh(room=here, severity=weight, by=by, at=clock.now())

    return do(request, here, "severity", form, act=act, done=_("Said anew; it stands in the log."))


@may("crisis.lead")
@require_POST
def tasks(request: StaffRequest, room_id: int) -> HttpResponse:
    """Give somebody something to do."""
    here, by = access.room(room_id, by=request.staff), request.staff
    form = forms.TaskForm(request.POST, auto_id="task_%s")

    def act(one: forms.TaskForm) -> object:
        told: dict[str, Any] = one.cleaned_data
        owner = one.able[told["owner"]]
        return actions.give(
            room=here,
            words=told["words"],
            owner=owner,
            due_at=told["due_at"],
            by=by,
            at=clock.now(),
        )

    return do(request, here, "task", form, act=act, done=_("Given. It stands on their Today page."))


@may("crisis.view")
@require_POST
def done(request: StaffRequest, room_id: int, task_id: int) -> HttpResponse:
    """Tick a task off."""
    here, by = access.room(room_id, by=request.staff), request.staff
    task = access.task(task_id, here)
    form = Blaming(request.POST)
    return do(
        request, here, "tick", form,
        act=lambda _form: actions.tick(task=task, by=by, at=clock.now()),
        done=_("Done."),
    )  # fmt: skip


@may("crisis.lead")
@require_POST
def threads(request: StaffRequest, room_id: int) -> HttpResponse:
    """Choose a conversation as hot."""
    here, by = access.room(room_id, by=request.staff), request.staff
    form = forms.ThreadForm(request.POST, auto_id="thread_%s")

    def act(one: forms.ThreadForm) -> object:
        try:
            conversation = inbox.conversation(one.number(), by=by)
        except NotFound as absent:
            words = _("There is no such conversation that you may see.")
            raise Refused(words, field="conversation") from absent
        return actions.heat(room=here, conversation=conversation, by=by, at=clock.now())

    told = _("Its answers pass a second person from now on.")
    return do(request, here, "thread", form, act=act, done=told)


@may("crisis.lead")
@require_POST
def cooling(request: StaffRequest, room_id: int, thread_id: int) -> HttpResponse:
    """Take a conversation out again."""
    here, by = access.room(room_id, by=request.staff), request.staff
    thread = access.thread(thread_id, here, by=by)
    form = Blaming(request.POST)
    return do(
        request, here, "cool", form,
        act=lambda _form: actions.cool(thread=thread, by=by, at=clock.now()),
        done=_("Its answers leave at once again."),
    )  # fmt: skip


@may("crisis.lead")
@require_POST
def closure(request: StaffRequest, room_id: int) -> HttpResponse:
    """Close it with what was learned."""
    here, by = access.room(room_id, by=request.staff), request.staff
    form = forms.CloseForm(request.POST, auto_id="close_%s")

    def act(one: forms.CloseForm) -> object:
        return actions.close(room=here, **one.cleaned_data, by=by, at=clock.now())

    return do(request, here, "close", form, act=act, done=_("Closed. It stands in the library."))


@may("crisis.lead")
@require_POST
def false_alarm(request: StaffRequest, room_id: int) -> HttpResponse:
    """Close it as a false alarm, with the reason."""
    here, by = access.room(room_id, by=request.staff), request.staff
    form = forms.FalseForm(request.POST, auto_id="false_%s")

    def act(one: forms.FalseForm) -> object:
        reason = one.cleaned_data["reason"]
        return actions.call_off(room=here, reason=reason, by=by, at=clock.now())

    return do(request, here, "false", form, act=act, done=_("Closed as a false alarm."))
