"""The numbers of a team for staff: this week against its aim, and the weeks before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from muster.groups import access, actions, numbers
from muster.kit import clock
from muster.kit.errors import Refused
from muster.web import frame, week_chart
from muster.web.gate import may
from muster.web.office.leading.leaders import kept

if TYPE_CHECKING:
    from django.http import HttpResponse

    from muster.web.gate import StaffRequest


@may(access.VIEW)
@require_safe
def show(request: StaffRequest, number: int) -> HttpResponse:
    """The picture with its table, and the aims for whoever may set them."""
    group = access.group(number, by=request.staff)
    weeks = numbers.weeks(group, numbers.monday(group, clock.now()))
    context: dict[str, Any] = {
        "title": _("The numbers of %(team)s") % {"team": group.name},
        "group": group,
        "here": "numbers",
        "drawn": week_chart.drawn(weeks),
        "aims": weeks[-1].numbers,
        "keeps": access.keeps(group, by=request.staff),
    }
    return frame.page(request, "office/leading/numbers.html", context)


@may(access.LEAD)
@require_POST
def aims(request: StaffRequest, number: int) -> HttpResponse:
    """Set what this week should reach."""
    group = kept(request, number)
    wanted = {what: request.POST.get(what, "") for what in numbers.WORDS}
    monday = numbers.monday(group, clock.now())
    try:
        actions.set_aims(group=group, week=monday, aims=wanted, by=request.staff, at=clock.now())
    except Refused as problem:
        messages.error(request, problem.message)
    else:
        messages.success(request, _("The aims of this week hold."))
    return HttpResponseRedirect(reverse("office:group-numbers", args=[group.pk]))
