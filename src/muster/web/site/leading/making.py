"""Making a call list: who is to be called, what about, and the words to say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from muster.groups import actions, calls, leading
from muster.kit import clock
from muster.kit.errors import Refused
from muster.web.call_forms import ListForm
from muster.web.gate import member
from muster.web.refusals import beside
from muster.web.site.leading.shown import page
from muster.web.site.speech import onward, private, spoken

if TYPE_CHECKING:
    from django.http import HttpResponse

    from muster.groups.leading import Lead
    from muster.groups.models import CallList
    from muster.web.gate import MemberRequest


@member
@require_http_methods(["GET", "HEAD", "POST"])
@private
@spoken
def new(request: MemberRequest, slug: str) -> HttpResponse:
    """Ask, then make it."""
    lead = leading.lead(slug, request.person)
    lead.needs("call")
    form = ListForm(
        request.POST if request.method == "POST" else None,
        earlier=calls.lists(lead.group)[:20],
        sources=("unspoken", "own"),
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = _make(lead, form)
        except Refused as problem:
            beside(form, problem)
        else:
            return onward(request, "lead-calls", slug, made.pk, done="made")
    context = {"title": _("A new call list"), "form": form}
    return page(request, "new", lead, context, status=422 if form.errors else 200)


def _make(lead: Lead, form: ListForm) -> CallList:
    told, now = form.cleaned_data, clock.now()
    number = told.get("earlier")
    members = calls.whom(
        lead.group,
        told["source"],
        at=now,
        by=lead,
        earlier=calls.call_list(number, lead.group) if number else None,
    )
    return actions.make_list(
        group=lead.group, title=told["title"], script=told["script"], source=told["source"],
        members=members, by=lead, at=now,
    )  # fmt: skip
