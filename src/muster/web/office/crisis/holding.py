"""The one switch: what would stand still, the press, and lifting it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from muster.accounts import stepup
from muster.broadcasts import queries as broadcasts
from muster.broadcasts import waiting
from muster.broadcasts.status import Status
from muster.crisis import access, actions, errors, queries
from muster.kit import clock
from muster.kit.errors import Refused
from muster.web import frame
from muster.web.gate import may
from muster.web.office.crisis import doing, room
from muster.web.words import number

if TYPE_CHECKING:
    from django.http import HttpResponse

    from muster.crisis.models import Room
    from muster.web.gate import StaffRequest


@may("crisis.lead")
def hold(request: StaffRequest, room_id: int) -> HttpResponse:
    """What would stand still; by POST, the switch itself."""
    here = access.room(room_id, by=request.staff)
    if request.method != "POST":
        return _ask(request, here)
    try:
        made = actions.hold(room=here, by=request.staff, at=clock.now())
    except Refused as problem:
        return room.page(request, here, refused=problem.message, status=problem.status)
    messages.success(request, _held(made.halted.count(), made.starts))
    return doing.back(here)


@may("broadcasts.approve")
@require_POST
def lifting(request: StaffRequest, room_id: int) -> HttpResponse:
    """Let new sends go again: an approver who has just proved who they are."""
    here = access.room(room_id, by=request.staff)
    try:
        actions.lift(
            room=here, by=request.staff, authenticated_at=stepup.fresh(request), at=clock.now()
        )
    except Refused as problem:
        return room.page(request, here, refused=problem.message, status=problem.status)
    messages.success(request, _("Lifted. What was halted stays halted until each is resumed."))
    return doing.back(here)


def _ask(request: StaffRequest, here: Room) -> HttpResponse:
    if not here.open:
        closed = errors.RoomClosed()
        return room.page(request, here, refused=closed.message, status=closed.status)
    running = [one for one in broadcasts.running() if one.status is Status.SENDING]
    context = {
        "title": _("Hold everything we send to many?"),
        "room": here,
        "running": running if request.staff.may("broadcasts.view") else [],
        "count": len(running),
        "starting": len(waiting.numbers()),
        "standing": queries.standing_hold(),
    }
    return frame.page(request, "office/crisis/hold.html", context)


def _held(halted: int, starts: int) -> str:
    sends = ngettext(
        "%(n)s send is halted and nothing more leaves to many.",
        "%(n)s sends are halted and nothing more leaves to many.",
        halted,
    ) % {"n": number(halted)}
    if not starts:
        return sends
    off = ngettext(
        "%(n)s start by itself was called off.",
        "%(n)s starts by themselves were called off.",
        starts,
    ) % {"n": number(starts)}
    return f"{sends} {off}"
