"""H1: one stop for the whole organisation, and the page that says what stands still and lifts it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from muster.accounts import stepup
from muster.approvals import queries as approvals
from muster.broadcasts import actions, queries
from muster.broadcasts.queries import State
from muster.broadcasts.status import Status
from muster.delivery import queries as delivery
from muster.delivery.actions.stops import SUBJECT
from muster.delivery.models import Stop
from muster.kit.errors import Refused
from muster.web import frame, words
from muster.web.gate import StaffRequest, may
from muster.web.office.broadcasts import log
from muster.web.office.broadcasts.forms import Reason
from muster.web.office.broadcasts.shared import PAGE_OF


@may("broadcasts.view")
def everything(request: StaffRequest) -> HttpResponse:
    """What would stand still, or does; by POST, the stop itself. Sight of broadcasts is enough."""
    if request.method == "POST":
        actions.stop_everything(by=request.staff, reason=request.POST.get("reason", "")[:2_000])
        return redirect("office:sending-stop")
    return _page(request)


@may("broadcasts.approve")
@require_POST
def lifting(request: StaffRequest) -> HttpResponse:
    """Let sending go on: an approver who has just proved who they are."""
    try:
        actions.lift_stop(by=request.staff, authenticated_at=stepup.fresh(request))
    except Refused as refused:
        return _page(request, refused=refused)
    messages.success(request, _("Lifted. What was halted by itself or by hand stays halted."))
    return redirect("office:broadcasts")


def _page(request: StaffRequest, *, refused: Refused | None = None) -> HttpResponse:
    stands = delivery.standing_stop()
    running = [one for one in queries.running() if one.status is Status.SENDING]
    context: dict[str, Any] = {
        "title": _title(stands, len(running)),
        "stands": stands,
        "stopped_by": log.names_of([stands.by]).get(stands.by, stands.by) if stands else "",
        "rows": [_row(one) for one in running],
        "form": Reason(),
        "may_lift": request.staff.may("broadcasts.approve"),
        "can": [one.name for one in approvals.able_to_approve()],
        "is_fresh": stepup.fresh(request) is not None,
        "step_up": stepup.url(reverse("office:sending-stop")),
        "log": log.lines(SUBJECT),
        "refused": refused,
    }
    status = refused.status if refused else 200
    return frame.page(request, "office/broadcasts/everything.html", context, status=status)


def _row(state: State) -> dict[str, Any]:
    tally = state.tally
    return {
        "broadcast": state.broadcast,
        "page": PAGE_OF[state.status],
        "accepted": tally.accepted if tally else None,
        "total": tally.total if tally else None,
        "waits": (tally.pending + tally.temporary) if tally else None,
    }


def _title(stands: Stop | None, running: int) -> str:
    if stands is None:
        return _("Stop everything that is being sent?")
    if not running:
        return _("Everything is stopped since %(time)s") % {
            "time": words.hour(stands.at, seconds=True)
        }
    return ngettext(
        "Everything is stopped since %(time)s; %(n)s broadcast stands still",
        "Everything is stopped since %(time)s; %(n)s broadcasts stand still",
        running,
    ) % {"time": words.hour(stands.at, seconds=True), "n": words.number(running)}
