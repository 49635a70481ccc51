"""S10: deciding with eyes open, taking back, and letting go what was approved."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST

from muster.accounts import stepup
from muster.approvals.errors import NotFresh, StaleDigest
from muster.broadcasts import actions
from muster.broadcasts.queries import State
from muster.broadcasts.status import Status
from muster.kit.errors import Refused
from muster.web import frame
from muster.web.gate import StaffRequest, may
from muster.web.office.broadcasts import reading
from muster.web.office.broadcasts.forms import Answer
from muster.web.office.broadcasts.shared import home_of, seen, session_mac
from muster.web.words import number

SAID = {
    "approve": lazy("You approved it. Nothing is sent before it is released."),
    "return": lazy("You returned it. The author reads your reason; nothing was sent."),
    "reject": lazy("You rejected it. Nothing was sent."),
}


@may("broadcasts.view")
def approve(request: StaffRequest, number: int) -> HttpResponse:
    """Everything an approver must see before the button; by POST, the answer (A3, A4, A8, A9)."""
    state = seen(request, number)
    if request.method == "POST":
        return _answer(request, state)
    if state.submission is None or state.status not in _SHOWN:
        return home_of(state)
    return _page(request, state, Answer(initial=_initial(state)))


@may("broadcasts.submit")
@require_POST
def withdrawal(request: StaffRequest, number: int) -> HttpResponse:
    """Take it back into drafts."""
    actions.withdraw(broadcast_id=seen(request, number).broadcast.pk, by=request.staff)
    messages.success(request, _("Taken back. Nobody can approve it until it is submitted again."))
    return redirect("office:broadcast", number)


@may("broadcasts.send")
def release(request: StaffRequest, number: int) -> HttpResponse:
    """Say once more to how many, then let go."""
    state = seen(request, number)
    if state.submission is None or state.status.released:
        return home_of(state)
    refused = None
    if request.method == "POST":
        digest = request.POST.get("digest", "")
        try:
            actions.release(broadcast_id=number, digest=digest, by=request.staff)
        except StaleDigest as stale:
            return _changed(request, state, stale)
        except Refused as error:
            refused = error
        else:
            return redirect("office:broadcast-live", number)
    context = {"title": _release_title(state), "state": state, "refused": refused}
    return frame.page(
        request,
        "office/broadcasts/release.html",
        context | {"broadcast": state.broadcast, "size": state.submission.round.size},
        status=refused.status if refused else 200,
    )


_SHOWN = {Status.SUBMITTED, Status.APPROVED, Status.EXPIRED}


def _answer(request: StaffRequest, state: State) -> HttpResponse:
    form = Answer(request.POST)
    if not form.is_valid():
        if state.submission is None:
            return home_of(state)
        return _page(request, state, form, status=422)
    given = form.cleaned_data
    try:
        actions.decide(
            broadcast_id=state.broadcast.pk,
            digest=given["digest"],
            kind=given["kind"],
            by=request.staff,
            authenticated_at=stepup.fresh(request),
            session_mac=session_mac(request),
            reason=given["reason"],
            typed=given["typed"],
        )
    except StaleDigest as stale:
        return _changed(request, state, stale)
    except Refused as refused:
        return _page(request, state, form, refused=refused, status=refused.status)
    messages.success(request, SAID[given["kind"]])
    return redirect("office:broadcast-approve", state.broadcast.pk)


def _page(
    request: StaffRequest,
    state: State,
    form: Answer,
    *,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    here = reverse("office:broadcast-approve", args=[state.broadcast.pk])
    context: dict[str, Any] = reading.page(request, state) | {
        "form": form,
        "refused": refused,
        "step_up": stepup.url(here),
        "is_fresh": stepup.fresh(request) is not None and not isinstance(refused, NotFresh),
    }
    return frame.page(request, "office/broadcasts/approve.html", context, status=status)


def _changed(request: StaffRequest, state: State, stale: StaleDigest) -> HttpResponse:
    """409: nothing was recorded, and this is what is different (A4)."""
    context = reading.changed(state, stale) | {"refused": None, "stale": stale}
    return frame.page(request, "office/broadcasts/changed.html", context, status=409)


def _initial(state: State) -> dict[str, str]:
    return {"digest": state.submission.round.digest if state.submission else ""}


def _release_title(state: State) -> str:
    size = state.submission.round.size if state.submission else 0
    return _("Send “%(title)s” to %(n)s people") % {
        "title": state.broadcast.title,
        "n": number(size),
    }
