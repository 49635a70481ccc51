"""Holding texts: three questions and the text, a second person, its use, and the promise that it starts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from muster.crisis import access, actions, errors, queries, vagueness
from muster.kit import clock
from muster.kit.errors import Refused
from muster.web import frame
from muster.web.gate import may
from muster.web.office.crisis import doing, forms, room

if TYPE_CHECKING:
    from django.http import HttpResponse

    from muster.crisis.models import Room, Wording
    from muster.web.gate import StaffRequest


@may("crisis.lead")
def new(request: StaffRequest, room_id: int) -> HttpResponse:
    """Write one; the page says what it leaves open."""
    here = access.room(room_id, by=request.staff)
    if not here.open:
        closed = errors.RoomClosed()
        return room.page(request, here, refused=closed.message, status=closed.status)
    if request.method != "POST":
        return _new(request, here, forms.TextForm(initial={"language": request.staff.language}))
    form, refused, status = forms.TextForm(request.POST), "", 422
    if form.is_valid():
        try:
            made = actions.write_text(
                room=here, **form.cleaned_data, by=request.staff, at=clock.now()
            )
        except Refused as problem:
            refused, status = form.blame(problem), problem.status
        else:
            messages.success(request, _("Now a second person has to approve it."))
            return _there(made)
    return _new(request, here, form, refused=refused, status=status)


@may("crisis.view")
@require_safe
def show(request: StaffRequest, room_id: int, text_id: int) -> HttpResponse:
    """One text with what it leaves open, who approved it, and where it stands."""
    here = access.room(room_id, by=request.staff)
    return _page(request, here, access.wording(text_id, here))


@may("crisis.approve")
@require_POST
def approval(request: StaffRequest, room_id: int, text_id: int) -> HttpResponse:
    """Agree to exactly these words."""
    here = access.room(room_id, by=request.staff)
    text = access.wording(text_id, here)
    try:
        actions.approve_text(wording=text, by=request.staff, at=clock.now())
    except Refused as problem:
        return _page(request, here, text, refused=problem.message, status=problem.status)
    messages.success(request, _("Approved. It is offered beside hot conversations now."))
    return _there(text)


@may("crisis.approve")
@require_POST
def returning(request: StaffRequest, room_id: int, text_id: int) -> HttpResponse:
    """Send it back with a reason."""
    here = access.room(room_id, by=request.staff)
    text = access.wording(text_id, here)
    form = forms.ReasonForm(request.POST, auto_id="return_%s")
    if not form.is_valid():
        return _page(request, here, text, returned=form, status=422)
    try:
        actions.return_text(
            wording=text, reason=form.cleaned_data["reason"], by=request.staff, at=clock.now()
        )
    except Refused as problem:
        words = form.blame(problem)
        return _page(request, here, text, returned=form, refused=words, status=problem.status)
    messages.success(request, _("Returned. Its author reads why."))
    return _there(text)


@may("crisis.lead")
@require_POST
def use(request: StaffRequest, room_id: int, text_id: int) -> HttpResponse:
    """Say where it was published; the clock of the next word starts."""
    here = access.room(room_id, by=request.staff)
    text = access.wording(text_id, here)
    form = forms.UseForm(request.POST, auto_id="use_%s")
    if not form.is_valid():
        return _page(request, here, text, used=form, status=422)
    try:
        actions.use_text(
            wording=text, where=form.cleaned_data["where"], by=request.staff, at=clock.now()
        )
    except Refused as problem:
        words = form.blame(problem)
        return _page(request, here, text, used=form, refused=words, status=problem.status)
    messages.success(request, _("The clock of the next word runs."))
    return doing.back(here)


@may("crisis.lead")
@require_POST
def keeping(request: StaffRequest, room_id: int, promise_id: int) -> HttpResponse:
    """Say that the next word came, and what it was."""
    here, by = access.room(room_id, by=request.staff), request.staff
    promise = access.promise(promise_id, here)
    form = forms.KeepForm(request.POST, auto_id="keep_%s")

    def act(one: forms.KeepForm) -> object:
        words = one.cleaned_data["words"]
        return actions.keep(promise=promise, words=words, by=by, at=clock.now())

    return doing.do(request, here, "keep", form, act=act, done=_("The promise is kept."))


@may("crisis.lead")
@require_POST
def moving(request: StaffRequest, room_id: int, promise_id: int) -> HttpResponse:
    """Promise another moment, with the reason."""
    here, by = access.room(room_id, by=request.staff), request.staff
    promise = access.promise(promise_id, here)
    form = forms.MoveForm(request.POST, auto_id="move_%s")

    def act(one: forms.MoveForm) -> object:
        return actions.move(promise=promise, **one.cleaned_data, by=by, at=clock.now())

    done = _("Moved. Tell those who wait, and why.")
    return doing.do(request, here, "move", form, act=act, done=done)


def _there(text: Wording) -> HttpResponse:
    return HttpResponseRedirect(reverse("office:crisis-text", args=[text.room_id, text.pk]))


def _new(
    request: StaffRequest,
    here: Room,
    form: forms.TextForm,
    *,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    said, who = form.data.get("text", ""), form.data.get("who", "")
    context = {
        "title": _("Write a holding text"),
        "room": here,
        "form": form,
        "reasons": vagueness.reasons(said, who=who) if said.strip() else [],
        "refused": refused,
    }
    return frame.page(request, "office/crisis/text-new.html", context, status=status)


def _page(
    request: StaffRequest,
    here: Room,
    text: Wording,
    *,
    returned: forms.ReasonForm | None = None,
    used: forms.UseForm | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    by = request.staff
    context: dict[str, Any] = {
        "title": _title(text),
        "room": here,
        "text": text,
        "reasons": vagueness.reasons(text.text, who=text.who),
        "may_approve": here.open and text.waits and by.may(access.APPROVE) and text.by_id != by.pk,
        "can": [one.name for one in queries.approvers(besides=text.by)] if text.waits else [],
        "may_use": here.open and text.approved and text.used_at is None and by.may(access.LEAD),
        "over": text.next_at <= clock.now(),
        "return_form": returned or forms.ReasonForm(auto_id="return_%s"),
        "use_form": used or forms.UseForm(auto_id="use_%s"),
        "form": returned or used,
        "refused": refused,
    }
    return frame.page(request, "office/crisis/text.html", context, status=status)


def _title(text: Wording) -> str:
    if text.used_at is not None:
        return _("This holding text is in use")
    if text.approved:
        return _("This holding text is approved and can be used")
    if text.returned_at is not None:
        return _("This holding text was returned")
    return _("%(name)s wants to say this in public") % {"name": text.by.name}
