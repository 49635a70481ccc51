"""One call list for its callers: the call in hand with its number and words, and everybody else without."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from muster.groups import actions, calls, leading
from muster.kit import clock
from muster.kit.errors import Refused
from muster.web.gate import member
from muster.web.site.leading.forms import OutcomeForm
from muster.web.site.leading.shown import page
from muster.web.site.speech import onward, private, spoken

if TYPE_CHECKING:
    from django.http import HttpResponse

    from muster.groups.leading import Lead
    from muster.groups.models import CallList
    from muster.web.gate import MemberRequest


@member
@require_safe
@private
@spoken
def show(request: MemberRequest, slug: str, number: int) -> HttpResponse:
    """The list as it stands."""
    lead = leading.lead(slug, request.person)
    lead.needs("call")
    return shown(request, lead, calls.call_list(number, lead.group))


@member
@require_POST
@private
@spoken
def take(request: MemberRequest, slug: str, number: int) -> HttpResponse:
    """Take the next person into one’s hand."""
    lead = leading.lead(slug, request.person)
    lead.needs("call")
    held = calls.call_list(number, lead.group)
    try:
        actions.take(call_list=held, by=lead, signed_in_at=request.session_of_member.proved_at)
    except Refused as problem:
        return shown(request, lead, held, problem=problem)
    return onward(request, "lead-calls", slug, number, part="hand")


@member
@require_POST
@private
@spoken
def close(request: MemberRequest, slug: str, number: int) -> HttpResponse:
    """Nobody is called from it any more."""
    lead = leading.lead(slug, request.person)
    lead.needs("call")
    held = calls.call_list(number, lead.group)
    actions.close_list(call_list=held, by=lead, at=clock.now())
    return onward(request, "lead", slug, done="closed")


def shown(
    request: MemberRequest,
    lead: Lead,
    held: CallList,
    *,
    form: OutcomeForm | None = None,
    problem: Refused | None = None,
) -> HttpResponse:
    """The page of a list, with what was refused on it."""
    fresh = calls.fresh(request.session_of_member.proved_at)
    lines = calls.lines(held)
    context: dict[str, Any] = {
        "title": held.title,
        "list": held,
        "fresh": fresh,
        "door": f"{reverse('site:my-in')}?next={quote(reverse('site:lead-calls', args=[lead.group.slug, held.pk]))}",
        "hand": calls.in_hand(held, lead) if fresh else None,
        "form": form or OutcomeForm(),
        "lines": [(one, calls.OUTCOMES.get(one.outcome, "")) for one in lines],
        "left": sum(one.outcome == "" for one in lines),
        "refused": problem.message if problem else "",
    }
    status = problem.status if problem else 422 if form is not None else 200
    return page(request, "calls", lead, context, status=status)
