"""The call in hand: how it ended, or back to the list with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.views.decorators.http import require_POST

from muster.groups import actions, calls, leading
from muster.kit import clock
from muster.kit.errors import Refused
from muster.web.gate import member
from muster.web.site.leading.calls import shown
from muster.web.site.leading.forms import OutcomeForm
from muster.web.site.speech import onward, private, spoken

if TYPE_CHECKING:
    from django.http import HttpResponse

    from muster.web.gate import MemberRequest


@member
@require_POST
@private
@spoken
def outcome(request: MemberRequest, slug: str, number: int, one: int) -> HttpResponse:
    """Write it down."""
    lead = leading.lead(slug, request.person)
    lead.needs("call")
    held = calls.call_list(number, lead.group)
    target, form = calls.target(one, held), OutcomeForm(request.POST)
    if not form.is_valid():
        return shown(request, lead, held, form=form)
    told = form.cleaned_data
    try:
        actions.note_outcome(
            target=target, outcome=told["outcome"], note=told["note"], by=lead, at=clock.now()
        )
    except Refused as problem:
        return shown(request, lead, held, problem=problem)
    return onward(request, "lead-calls", slug, number, done="noted")


@member
@require_POST
@private
@spoken
def put_back(request: MemberRequest, slug: str, number: int, one: int) -> HttpResponse:
    """Give the person back without a call."""
    lead = leading.lead(slug, request.person)
    lead.needs("call")
    held = calls.call_list(number, lead.group)
    try:
        actions.put_back(target=calls.target(one, held), by=lead)
    except Refused as problem:
        return shown(request, lead, held, problem=problem)
    return onward(request, "lead-calls", slug, number, done="returned")
