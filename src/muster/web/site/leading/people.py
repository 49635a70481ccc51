"""Everybody in a team for its leader: who waits for a first word, and who looks after whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from muster.groups import actions, leading, point_people, unspoken
from muster.kit import clock
from muster.kit.errors import Refused
from muster.web.gate import member
from muster.web.site.leading.shown import page
from muster.web.site.speech import onward, private, spoken

if TYPE_CHECKING:
    from django.http import HttpResponse

    from muster.groups.leading import Lead
    from muster.web.gate import MemberRequest


@member
@require_safe
@private
@spoken
def show(request: MemberRequest, slug: str) -> HttpResponse:
    """Who waits, then everybody."""
    return _page(request, leading.lead(slug, request.person))


@member
@require_POST
@private
@spoken
def point(request: MemberRequest, slug: str, membership: int) -> HttpResponse:
    """Say who looks after a member from now on."""
    lead, asked = leading.lead(slug, request.person), request.POST.get("leader", "")
    try:
        actions.point(
            group=lead.group, membership=membership, leader=whole(asked), by=lead, at=clock.now()
        )
    except Refused as problem:
        return _page(request, lead, problem)
    return onward(request, "lead-people", slug, done="pointed", part="everybody")


@member
@require_POST
@private
@spoken
def sharing(request: MemberRequest, slug: str) -> HttpResponse:
    """Give everybody without one a point person."""
    lead = leading.lead(slug, request.person)
    try:
        actions.share_out(group=lead.group, by=lead, at=clock.now())
    except Refused as problem:
        return _page(request, lead, problem)
    return onward(request, "lead-people", slug, done="shared", part="everybody")


@member
@require_POST
@private
@spoken
def talk(request: MemberRequest, slug: str, membership: int) -> HttpResponse:
    """They spoke to somebody: they met, or they wrote."""
    lead, way = leading.lead(slug, request.person), request.POST.get("way", "")
    try:
        actions.note_talk(group=lead.group, membership=membership, way=way, by=lead, at=clock.now())
    except Refused as problem:
        return _page(request, lead, problem)
    return onward(request, "lead-people", slug, done="talked")


def whole(asked: str) -> int | None:
    """A number from a form; anything else is nobody."""
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 19 else None


def _page(request: MemberRequest, lead: Lead, problem: Refused | None = None) -> HttpResponse:
    now, mine = clock.now(), request.GET.get("whose") == "mine"
    waiting = unspoken.of(lead.group, now)
    leaders = point_people.leaders(lead.group)
    after = min(whole(request.GET.get("after", "")) or 0, 100_000)
    leader = request.person.pk if mine else None
    found = point_people.team(lead.group, after=after, most=point_people.PAGE + 1, leader=leader)
    names = {one.key_id: one.shown_as for one in leaders}
    context: dict[str, Any] = {
        "title": _("Who is in %(team)s") % {"team": lead.group.name},
        "refused": problem.message if problem else "",
        "waiting": waiting,
        "rows": [(one, one.hours(now), one.late(now)) for one in waiting.first],
        "members": [(one, names.get(one.leader_id or 0, "")) for one in found[: point_people.PAGE]],
        "leaders": leaders,
        "leading": {one.person_id for one in leaders},
        "alone": point_people.without(lead.group),
        "mine": mine,
        "next": after + point_people.PAGE if len(found) > point_people.PAGE else None,
        "first": after == 0,
    }
    return page(request, "people", lead, context, status=problem.status if problem else 200)
