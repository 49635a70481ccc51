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
from muster.broadcasts import actions, previews
from muster.broadcasts.queries import State
from muster.broadcasts.status import Status
from muster.delivery import queries as delivery
from muster.delivery.models import Halt, Release
from muster.delivery.queries import InFlight
from muster.kit.errors import Refused
from muster.web import frame, words
from muster.web.gate import StaffRequest, may
from muster.web.office.broadcasts import log
from muster.web.office.broadcasts.forms import Reason
from muster.web.office.broadcasts.live import replies
from muster.web.office.broadcasts.shared import home_of, region_names, seen
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
    stopped = release.halts.order_by("-at", "-id").first()
    context: dict[str, Any] = {
        "title": _title(state, stopped),
        "state": state,
        "broadcast": state.broadcast,
        "release": release,
        "stopped": stopped,
        "stopped_by": log.names_of([stopped.by]).get(stopped.by, stopped.by) if stopped else "",
        "tally": state.tally,
        "segments": segments(state.tally) if state.tally else [],
        "in_flight": _in_flight(request, release),
        "replies": replies(request.staff, state),
        "log": log.lines(state.broadcast.reference),
        "refused": refused,
        **_next(request, state),
    }
    status = refused.status if refused else 200
    return frame.page(request, "office/broadcasts/halted.html", context, status=status)


def _next(request: StaffRequest, state: State) -> dict[str, Any]:
    asked = state.round
    candidate = approvals.candidate(request.staff)
    here = reverse("office:broadcast-halted", args=[state.broadcast.pk])
    possible = approvals.possible_approvers(asked.asked) if asked else []
    return {
        "may_resume": asked is not None and eligibility.eligible(candidate, asked.asked),
        "may_cancel": request.staff.may("broadcasts.submit"),
        "is_fresh": stepup.fresh(request) is not None,
        "step_up": stepup.url(here),
        "can": [one.staff for one in possible if one.can],
    }


def _in_flight(request: StaffRequest, release: Release) -> list[dict[str, Any]]:
    """Each message that was on its way or accepted after the halt, by name where that may be seen."""
    found: list[InFlight] = delivery.in_flight_at_halt(release)
    scope = request.staff.scope
    people = previews.people(one.recipient.person_id for one in found)
    regions = region_names({one.recipient.region for one in found})
    rows = []
    for one in found:
        person = people.get(one.recipient.person_id)
        named = person is not None and scope.holds(one.recipient.region)
        region = regions.get(one.recipient.region, _("another region"))
        name = str(person) if named else _("Somebody in %(region)s") % {"region": region}
        rows.append({"name": name, "person": person if named else None, "one": one})
    return rows


def _title(state: State, stopped: Halt | None) -> str:
    tally = state.tally
    return _("Stopped at %(time)s. %(n)s people were never written to.") % {
        "time": words.hour(stopped.at if stopped else None, seconds=True),
        "n": words.number(tally.pending + tally.temporary if tally else None),
    }
