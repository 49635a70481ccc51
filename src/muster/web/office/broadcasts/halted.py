"""H1 and S12: stopping with one click and one confirm, and the calm page after it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from muster.accounts import stepup
from muster.approvals import eligibility
from muster.approvals import queries as approvals
from muster.broadcasts import actions
from muster.broadcasts.queries import State
from muster.broadcasts.status import Status
from muster.delivery import queries as delivery
from muster.delivery.models import Halt, Release
from muster.kit import clock
from muster.kit.errors import Refused
from muster.web import frame, words
from muster.web.gate import StaffRequest, may
from muster.web.office.broadcasts import inflight, lineage, log, watching, why
from muster.web.office.broadcasts.forms import Reason
from muster.web.office.broadcasts.live import replies, sent_context
from muster.web.office.broadcasts.shared import home_of, seen
from muster.web.office.broadcasts.waves import segments


@may("broadcasts.view")
def halt(request: StaffRequest, number: int) -> HttpResponse:
    """The page behind the dialog, and the halt itself. Sight of it is enough (H1)."""
    state = seen(request, number)
    if request.method == "POST":
        actions.halt(
            broadcast=state.broadcast, by=request.staff, reason=request.POST.get("reason", "")
        )
        return redirect("office:broadcast-halted", number)
    if state.status is not Status.SENDING:
        return home_of(state)
    context = {
        "title": _("Halt “%(title)s”?") % {"title": state.broadcast.title},
        "state": state,
        "broadcast": state.broadcast,
        "form": Reason(),
    }
    return frame.page(request, "office/broadcasts/halt.html", context)


@may("broadcasts.view")
@require_safe
def halted(request: StaffRequest, number: int) -> HttpResponse:
    """What was accepted, what was on its way, why, and what can be done now."""
    state = seen(request, number)
    if state.status is not Status.HALTED or state.release is None or state.tally is None:
        return home_of(state)
    return _page(request, state, state.release)


@may("broadcasts.approve")
@require_POST
def resumption(request: StaffRequest, number: int) -> HttpResponse:
    """Go on with those never tried; an approver who may approve this has to say so (H7)."""
    state = seen(request, number)
    try:
        actions.resume(
            broadcast_id=number,
            by=request.staff,
            authenticated_at=stepup.fresh(request),
            reason=request.POST.get("reason", ""),
        )
    except Refused as refused:
        if state.release is None:
            raise
        return _page(request, state, state.release, refused=refused)
    messages.success(request, _("Going on. People already reached are not written to again."))
    return redirect("office:broadcast-live", number)


@may("broadcasts.submit")
def cancellation(request: StaffRequest, number: int) -> HttpResponse:
    """End it: a draft is put away, a halted one never sends the rest."""
    state = seen(request, number)
    if request.method == "POST":
        actions.cancel(broadcast_id=number, by=request.staff, reason=request.POST.get("reason", ""))
        return redirect("office:broadcast-results", number)
    if state.status.ended or state.status is Status.SENDING:
        return home_of(state)
    context = {
        "title": _("Cancel “%(title)s”?") % {"title": state.broadcast.title},
        "state": state,
        "broadcast": state.broadcast,
        "form": Reason(),
    }
    return frame.page(request, "office/broadcasts/cancel.html", context)


def _page(
    request: StaffRequest, state: State, release: Release, *, refused: Refused | None = None
) -> HttpResponse:
    stopped = delivery.latest_halt(release)
    sent = watching.sent_of(state)
    context: dict[str, Any] = {
        "title": _title(state, stopped),
        "state": state,
        "broadcast": state.broadcast,
        "why": why.of(stopped) if stopped else None,
        "earlier": [why.of(one) for one in delivery.halts_of(release)[:-1]],
        "told": _told(stopped),
        "tally": state.tally,
        "segments": segments(state.tally) if state.tally else [],
        "replies": replies(request.staff, state),
        "log": log.lines(state.broadcast.reference),
        "lineage": lineage.of(state.broadcast),
        "refused": refused,
        **(sent_context(sent, state, request.staff) if sent else {"release": release}),
        **_out(request, release, stopped),
        **_next(request, state, stopped),
    }
    status = refused.status if refused else 200
    return frame.page(request, "office/broadcasts/halted.html", context, status=status)


def _out(request: StaffRequest, release: Release, stopped: Halt | None) -> dict[str, Any]:
    if stopped is None:
        return {}
    out = inflight.at_moment(request, request.staff.scope, release, stopped.at, None)
    return {**out, "relay_hold": delivery.relay_hold(stopped)}


def _next(request: StaffRequest, state: State, stopped: Halt | None) -> dict[str, Any]:
    asked = state.round
    candidate = approvals.candidate(request.staff)
    here = reverse("office:broadcast-halted", args=[state.broadcast.pk])
    possible = approvals.possible_approvers(asked.asked) if asked else []
    # Counted as messages; the page of the correction counts the people.
    reached = state.tally.accepted + state.tally.unknown if state.tally else 0
    return {
        "may_resume": asked is not None and eligibility.eligible(candidate, asked.asked),
        "may_cancel": request.staff.may("broadcasts.submit"),
        "may_correct": request.staff.may("broadcasts.write") and reached > 0,
        "reached": reached,
        "by_itself": bool(stopped and stopped.metric),
        "over": state.release is not None and clock.now() >= state.release.not_after,
        "is_fresh": stepup.fresh(request) is not None,
        "step_up": stepup.url(here),
        "can": [one.staff for one in possible if one.can],
    }


def _told(stopped: Halt | None) -> list[dict[str, Any]]:
    """Who was told at once that it stopped itself, and whether the letter has left (W9)."""
    letters = delivery.told_of(stopped) if stopped and stopped.metric else []
    names = log.names_of(f"staff:{number}" for number, _letter in letters)
    return [
        {"name": names.get(f"staff:{number}", "–"), "letter": letter} for number, letter in letters
    ]


def _title(state: State, stopped: Halt | None) -> str:
    tally = state.tally
    return _("Stopped at %(time)s. %(accepted)s of %(total)s accepted") % {
        "time": words.hour(stopped.at if stopped else None, seconds=True),
        "accepted": words.number(tally.accepted if tally else None),
        "total": words.number(tally.total if tally else None),
    }
