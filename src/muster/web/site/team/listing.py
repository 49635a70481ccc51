"""Every team there is, for everybody: its name, its region, how many. Nobody’s name stands here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from muster.groups import queries
from muster.groups.models import Group
from muster.kit.text import sort_key
from muster.web import members
from muster.web.gate import member, public
from muster.web.site.speech import address, spoken
from muster.web.site.team.shown import page
from muster.web.words import FEW, number

if TYPE_CHECKING:
    from muster.web.gate import MemberRequest

_OPEN: Final = "anybody may read which teams there are"


@public(_OPEN)
@require_safe
@spoken
def index(request: HttpRequest) -> HttpResponse:
    """Teams by region, then by topic."""
    mine: set[int] = set()
    if members.signed_in(request):
        mine = {one.pk for one in queries.groups_of(request.person)}  # type: ignore[attr-defined]
    found = sorted(queries.open_groups(), key=lambda one: sort_key(one.name))
    rows = [row(one, mine) for one in found]
    context: dict[str, Any] = {
        "title": _("Find your team"),
        "regions": [one for one in rows if one["group"].kind == Group.Kind.REGION],
        "topics": [one for one in rows if one["group"].kind == Group.Kind.TOPIC],
        "nav": "teams",
    }
    response = page(request, "list", context)
    if mine:
        response["Cache-Control"] = "no-store"
    return response


@member
@require_safe
@spoken
def mine(request: MemberRequest) -> HttpResponse:
    """To the team of one’s region; without one, to the list."""
    found = queries.team_of(request.person)
    if found is None:
        return HttpResponseRedirect(address(request, "teams"))
    return HttpResponseRedirect(address(request, "team", found.slug))


def row(group: Group, mine: set[int]) -> dict[str, Any]:
    """One team as a visitor reads it."""
    language = translation.get_language() or "en"
    region = group.region.name_in(language) if group.region else ""
    return {
        "group": group,
        "region": region if region != group.name else "",
        "count": how_many(group.members),
        "mine": group.pk in mine,
    }


def how_many(count: int) -> str:
    """How many belong to a team; so few that they could be guessed are only said to be few."""
    if count < FEW:
        return _("fewer than five people")
    return ngettext("%(n)s person", "%(n)s people", count) % {"n": number(count)}
