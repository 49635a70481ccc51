"""P10: the page of a team. A member sees their team; a visitor what it is and how to belong to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from muster.groups import access, queries
from muster.groups.models import Group
from muster.kit import clock
from muster.web import members
from muster.web.gate import public
from muster.web.site.speech import spoken
from muster.web.site.team import around
from muster.web.site.team.listing import how_many
from muster.web.site.team.shown import page
from muster.web.words import number

if TYPE_CHECKING:
    from muster.groups.models import Membership
    from muster.people.models import Person

_OPEN: Final = "anybody may read what a team is; its members see more of it"
_THREADS: Final = 5


@public(_OPEN)
@require_safe
@spoken
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """The team."""
    group = access.open_to_all(slug)
    if not members.signed_in(request):
        return page(request, "visitor", _visitor(group, None))
    person: Person = request.person  # type: ignore[attr-defined]
    mine = queries.membership_of(person, group)
    if mine is None:
        response = page(request, "visitor", _visitor(group, person))
    else:
        response = page(request, "show", _member(request, group, person, mine))
    response["Cache-Control"] = "no-store"
    return response


def _visitor(group: Group, person: Person | None) -> dict[str, Any]:
    team = queries.team_of(person) if person and group.kind == Group.Kind.REGION else None
    return {
        "title": group.name,
        "group": group,
        "count": how_many(group.members),
        "signed_in": person is not None,
        "leaves": team,
    }


def _member(request: HttpRequest, group: Group, person: Person, mine: Membership) -> dict[str, Any]:
    now = clock.now()
    rights = queries.leads(person, group)
    return {
        "title": _sentence(group),
        "group": group,
        "mine": mine,
        "rights": rights,
        "leaders": queries.leaders(group),
        "numbers": around.this_week(group, at=now),
        "event": around.next_event(request, group, at=now),
        "news": queries.news(group),
        "named": queries.named(person, group),
        "threads": queries.threads(group, mine=queries.keys_of(person), limit=_THREADS),
        "reported": queries.reported(group) if "moderate" in rights else 0,
    }


def _sentence(group: Group) -> str:
    if group.closed_at is not None:
        return _("%(team)s is closed") % {"team": group.name}
    if group.members <= 1:
        return _("You are the first in %(team)s") % {"team": group.name}
    words = ngettext(
        "You are one of %(n)s in %(team)s", "You are one of %(n)s in %(team)s", group.members
    )
    return words % {"n": number(group.members), "team": group.name}
