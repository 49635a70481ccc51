"""The numbers of a team: this week against its aim, and the weeks before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from muster.groups import actions, leading, numbers
from muster.kit import clock
from muster.kit.errors import Refused
from muster.web import week_chart
from muster.web.gate import member
from muster.web.site.leading.shown import page
from muster.web.site.speech import onward, private, spoken

if TYPE_CHECKING:
    from django.http import HttpResponse

    from muster.web.gate import MemberRequest


@member
@require_http_methods(["GET", "HEAD", "POST"])
@private
@spoken
def show(request: MemberRequest, slug: str) -> HttpResponse:
    """The picture and its table; whoever may set aims sets those of this week."""
    lead, problem = leading.lead(slug, request.person), None
    monday = numbers.monday(lead.group, clock.now())
    if request.method == "POST":
        aims = {what: request.POST.get(what, "") for what in numbers.WORDS}
        try:
            actions.set_aims(group=lead.group, week=monday, aims=aims, by=lead, at=clock.now())
        except Refused as refused:
            problem = refused
        else:
            return onward(request, "lead-numbers", slug, done="aims")
    weeks = numbers.weeks(lead.group, monday)
    context: dict[str, Any] = {
        "title": _("The numbers of %(team)s") % {"team": lead.group.name},
        "drawn": week_chart.drawn(weeks),
        "aims": [
            (
                one,
                request.POST.get(one.what, one.aim or ""),
                bool(problem and problem.field == one.what),
            )
            for one in weeks[-1].numbers
        ],
        "refused": problem.message if problem else "",
    }
    return page(request, "numbers", lead, context, status=problem.status if problem else 200)
