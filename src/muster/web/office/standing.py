"""Standing clearances: what may leave again and again, how much of it is left, and how to end it (A19)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from muster.approvals import access, actions, queries
from muster.kit import clock
from muster.web import frame
from muster.web.gate import may
from muster.web.words import number

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpResponse

    from muster.approvals.models import StandingClearance
    from muster.web.gate import StaffRequest


@may("broadcasts.view")
@require_safe
def clearances(request: StaffRequest) -> HttpResponse:
    """What stands now, and what ended lately."""
    now, found = clock.db_now(), queries.standing_clearances()
    standing = [one for one in found if one.ended_at is None and one.expires_at > now]
    title = _("Nothing leaves by itself again and again")
    if standing:
        title = ngettext(
            "%(count)s message may leave again and again",
            "%(count)s messages may leave again and again",
            len(standing),
        ) % {"count": number(len(standing))}
    context = {
        "title": title,
        "standing": [_shown(one, now) for one in standing],
        "ended": [one for one in found if one not in standing],
    }
    return frame.page(request, "office/standing/list.html", context)


@may("broadcasts.view")
@require_POST
def revocation(request: StaffRequest, number_: int) -> HttpResponse:
    """End one at once; like a halt it asks for nothing but sight of it."""
    found = access.standing_clearance(number_, by=request.staff)
    actions.revoke_standing(subject=found.subject, by=request.staff)
    messages.success(request, _("Revoked. No further run leaves until people agree to it anew."))
    return HttpResponseRedirect(reverse("office:standing"))


def _shown(one: StandingClearance, now: datetime) -> dict[str, Any]:
    return {
        "one": one,
        "today": queries.drawn(one, since=queries.day_began(now)),
        "drawn": queries.drawn(one),
        "agreed": queries.standing_agreed(one),
    }


urlpatterns = [
    path("standing/", clearances, name="standing"),
    path("standing/<int:number_>/revocation/", revocation, name="standing-revocation"),
]
