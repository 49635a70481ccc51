"""When a broadcast leaves and in which steps: written in hours of a place, kept as one moment."""

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from muster.accounts.queries import organisation
from muster.broadcasts import actions, composing, queries, timing
from muster.broadcasts.models import Broadcast
from muster.broadcasts.status import Status
from muster.kit.errors import Refused
from muster.places import queries as places
from muster.web import frame
from muster.web.gate import StaffRequest, may
from muster.web.office.broadcasts import saying
from muster.web.office.broadcasts.hours import When
from muster.web.office.broadcasts.shared import home_of, seen, session_mac
from muster.web.words import long_moment

PAGE = "office/broadcasts/when.html"


@may("broadcasts.write")
def when(request: StaffRequest, number: int) -> HttpResponse:
    """Ask when, and say what that means; a change voids what was approved (A5)."""
    state = seen(request, number)
    if state.status.released or state.status is Status.CANCELLED:
        return home_of(state)
    broadcast, refused = state.broadcast, None
    form = When(
        request.POST if request.method == "POST" else None,
        initial=_initial(broadcast),
        zones=places.zones(),
    )
    if form.is_valid():
        try:
            actions.edit(
                broadcast_id=number,
                changes=form.changes(),
                by=request.staff,
                session_mac=session_mac(request),
                seen=form.cleaned_data["seen"],
            )
        except Refused as error:
            refused = error
        else:
            _tell_of_bent_clocks(request, form)
            return redirect("office:broadcast-check", number)
    context = _context(state, form) | {"refused": refused}
    status = refused.status if refused else 422 if form.is_bound else 200
    return frame.page(request, PAGE, context, status=status)


def _context(state: queries.State, form: When) -> dict[str, Any]:
    broadcast = state.broadcast
    body = composing.document_body(broadcast, organisation(), None)
    usual = timing.WINDOW.get(broadcast.channel)
    return {
        "title": _("When it leaves"),
        "form": form,
        "state": state,
        "broadcast": broadcast,
        "starts": saying.starts(body),
        "over": saying.over(body),
        "usual_hours": f"{usual[0]:%H:%M}–{usual[1]:%H:%M}" if usual else "",
        "usual_over": timing.NOT_AFTER_HOURS.get(broadcast.channel, 24),
    }


def _initial(broadcast: Broadcast) -> dict[str, Any]:
    zone = broadcast.zone or _home_zone(broadcast)
    local = broadcast.not_before.astimezone(ZoneInfo(zone)) if broadcast.not_before else None
    return {
        "start": broadcast.start,
        "day": local.date() if local else None,
        "hour": local.time() if local else None,
        "zone": zone,
        "window_from": broadcast.window_from,
        "window_to": broadcast.window_to,
        "not_after_hours": broadcast.not_after_hours,
        "plan": broadcast.plan,
        "seen": queries.fingerprint(broadcast),
    }


def _home_zone(broadcast: Broadcast) -> str:
    """The zone of a region of its author’s, or of the organisation’s country."""
    own = broadcast.author.regions.order_by("code").first()
    country = places.regions().filter(country=organisation().country)
    first = own or country.order_by("code").first()
    return first.zone if first else "UTC"


def _tell_of_bent_clocks(request: StaffRequest, form: When) -> None:
    moment = form.moment
    if moment is None or not moment.bent:
        return
    at = long_moment(moment.at, form.cleaned_data["zone"])
    words = {
        "twice": _("The clocks go back that night and show that time twice; the first one counts."),
        "skipped": _("The clocks go forward and skip that time; it starts %(at)s.") % {"at": at},
    }
    messages.warning(request, words[moment.bent])
