"""The first page of a leader: what their members did, who waits for a first word, calls to make, the week."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from muster.groups import actions, calls, leading, numbers, point_people, unspoken
from muster.kit import clock
from muster.web import week_chart
from muster.web.gate import member
from muster.web.site.leading.shown import page
from muster.web.site.speech import onward, private, spoken

if TYPE_CHECKING:
    from django.http import HttpResponse

    from muster.web.gate import MemberRequest

SHOWN = 5


@member
@require_safe
@private
@spoken
def show(request: MemberRequest, slug: str) -> HttpResponse:
    """All of it, in a fixed number of questions."""
    lead, now = leading.lead(slug, request.person), clock.now()
    waiting = unspoken.of(lead.group, now, most=SHOWN)
    week = numbers.of(lead.group, numbers.monday(lead.group, now))
    context = {
        "title": _("Leading %(team)s") % {"team": lead.group.name},
        "words": point_people.told(request.person, lead.group),
        "letters": point_people.wishes_letters(request.person),
        "waiting": waiting,
        "rows": [(one, one.hours(now), one.late(now)) for one in waiting.first],
        "lists": calls.lists(lead.group).filter(closed_at=None) if lead.may("call") else (),
        "numbers": [(one, week_chart.said(one)) for one in week.numbers],
    }
    return page(request, "home", lead, context)


@member
@require_POST
@private
@spoken
def told(request: MemberRequest, slug: str) -> HttpResponse:
    """They have read what they were told."""
    lead = leading.lead(slug, request.person)
    actions.look(person=request.person, group=lead.group, at=clock.now())
    return onward(request, "lead", slug, done="read")


@member
@require_POST
@private
@spoken
def letters(request: MemberRequest, slug: str) -> HttpResponse:
    """Whether they are written to about it."""
    lead = leading.lead(slug, request.person)
    wanted = request.POST.get("wanted") == "1"
    actions.choose_letters(key=lead.key, wanted=wanted)
    return onward(request, "lead", slug, done="letters" if wanted else "silent")
