"""Who of a team came to the shifts they took, said by whoever leads it. It is said once; staff correct it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from muster.groups import leading
from muster.kit import clock
from muster.kit.errors import Refused
from muster.volunteering import actions
from muster.volunteering import leading as shifts
from muster.web import helping
from muster.web.gate import member
from muster.web.site.leading.shown import page
from muster.web.site.speech import onward, private, spoken

if TYPE_CHECKING:
    from django.http import HttpResponse

    from muster.groups.leading import Lead
    from muster.volunteering.actions import Outcome
    from muster.web.gate import MemberRequest

OUTCOMES: Final[dict[str, Outcome]] = {"1": "done", "0": "missed"}


@member
@require_safe
@private
@spoken
def show(request: MemberRequest, slug: str) -> HttpResponse:
    """The shifts of the last two weeks, those nobody has said anything of first."""
    return _page(request, _lead(request, slug))


@member
@require_POST
@private
@spoken
def mark(request: MemberRequest, slug: str, number: int) -> HttpResponse:
    """They were there, or they did not come."""
    lead, now = _lead(request, slug), clock.now()
    outcome = OUTCOMES.get(request.POST.get("came", ""))
    if outcome is None:
        return _page(request, lead, Refused(_("Say whether they were there.")))
    try:
        held = shifts.mark(number, lead, at=now)
        actions.finish(sign_up=held, outcome=outcome, by=lead, at=now)
    except Refused as problem:
        return _page(request, lead, problem)
    return onward(request, "lead-shifts", slug, done="came")


def _lead(request: MemberRequest, slug: str) -> Lead:
    """A leader who looks after members; nobody else says who came."""
    lead = leading.lead(slug, request.person)
    lead.needs(shifts.RIGHT)
    return lead


def _page(request: MemberRequest, lead: Lead, problem: Refused | None = None) -> HttpResponse:
    found = shifts.marks(lead, at=clock.now())
    context: dict[str, Any] = {
        "title": _("Who came in %(team)s") % {"team": lead.group.name},
        "rows": [(one, helping.when(one.shift)) for one in found],
        "refused": problem.message if problem else "",
    }
    return page(request, "shifts", lead, context, status=problem.status if problem else 200)
