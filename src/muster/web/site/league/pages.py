"""The pages of the league. Anybody reads them; a supporter who is signed in reads more of their own team.

No page has a bottom: of each league the first three are shown, and to a team who stands around it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from muster.groups import queries as groups
from muster.kit import actors, clock
from muster.rivalry import access, actions, errors, queries, standing
from muster.web import members, rivalling
from muster.web.gate import member, public
from muster.web.site.speech import address, base, page, private, spoken

if TYPE_CHECKING:
    from datetime import datetime

    from muster.groups.models import Group
    from muster.people.models import Person
    from muster.rivalry.models import Season
    from muster.web.gate import MemberRequest

_OPEN: Final = "anybody may read how teams are counted and who is ahead; no person is on it"


@public(_OPEN)
@require_safe
@spoken
def index(request: HttpRequest) -> HttpResponse:
    """How it is counted, the first three of each league, and what the best achieved."""
    season, now = queries.season(), clock.now()
    person = request.person if members.signed_in(request) else None  # type: ignore[attr-defined]
    context: dict[str, Any] = {
        "title": _("Teams this week"),
        "base": base(person),
        "nav": "league",
        "season": season,
    }
    if person is not None and groups.team_of(person) is None:
        context["said"] = _("You belong to no team yet. With your postcode we find it.")
    if season is not None:
        week = season.monday(now)
        context |= {
            "leagues": _tops(season, now),
            "cards": rivalling.cards(queries.news(season)),
            "rules": rivalling.rules(queries.rules(season)),
            "resets": rivalling.resets(season, now),
            "begins": season.first if week < season.first else None,
        }
    response = page(request, "site/league.html", context)
    if person is not None:
        response["Cache-Control"] = "no-store"
    return response


@public(_OPEN)
@require_safe
@spoken
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """One team: its own past first, then who stands around it."""
    team, now = access.open_to_all(slug), clock.now()
    person = request.person if members.signed_in(request) else None  # type: ignore[attr-defined]
    own = person is not None and groups.membership_of(person, team) is not None
    season = queries.season()
    context: dict[str, Any] = {
        "title": team.name,
        "base": base(person),
        "nav": "league",
        "team": team,
        "season": season,
        "own": own,
    }
    if season is not None:
        context |= _played(season, team, now, own=own)
        if own and person is not None:
            context |= _for_members(season, team, person)
    response = page(request, "site/league_team.html", context)
    if person is not None:
        response["Cache-Control"] = "no-store"
    return response


@member
@require_POST
@private
@spoken
def hiding(request: MemberRequest, slug: str) -> HttpResponse:
    """Keep the place of one’s team to itself, or show it again."""
    team, person = access.open_to_all(slug), request.person
    if not groups.leads(person, team):
        raise errors.NotYourPlace
    by, now = actors.person(person.pk), clock.now()
    if request.POST.get("shown"):
        actions.show(group=team, by=by, at=now)
    else:
        actions.hide(group=team, by=by, at=now)
    return HttpResponseRedirect(address(request, "league-team", team.slug) + "#around")


@member
@require_safe
@private
@spoken
def mine(request: MemberRequest) -> HttpResponse:
    """The page of one’s own team; without one, all of them."""
    team = groups.team_of(request.person)
    if team is None:
        return HttpResponseRedirect(address(request, "league"))
    return HttpResponseRedirect(address(request, "league-team", team.slug))


def _tops(season: Season, now: datetime) -> list[dict[str, Any]]:
    """The first three of each league of this week."""
    told = []
    for league in queries.leagues(season, season.monday(now)):
        rows = standing.table(league)
        best = standing.best(rows)
        told.append(
            {
                "number": league.number,
                "many": len(rows),
                "rows": rivalling.table(best, None, rows, open_=False),
            }
        )
    return told


def _played(season: Season, team: Group, now: datetime, *, own: bool) -> dict[str, Any]:
    """What a page says of a team: its weeks, and its league if it has one and shows it."""
    week = season.monday(now)
    past = standing.past(season, team, now)
    hidden = bool(standing.hiding([team.pk]))
    tiny = bool(past) and past[-1].heads < season.least
    league = queries.league_of(season, team, week)
    rows = standing.table(league) if league and (own or not hidden) else []
    # The figures of so few are theirs alone.
    seen = past if own or not tiny else []
    return {
        "title": rivalling.heading(team.name, seen),
        "lead": rivalling.lead(seen),
        "month": rivalling.month(seen),
        "now": rivalling.each(seen[-1].each) if seen else "",
        "chart": rivalling.chart(seen) if seen else None,
        "tiny": tiny or not past,
        "least": season.least,
        "hidden": hidden,
        "league": league,
        "many": len(rows),
        "rows": rivalling.table(standing.around(rows, team), team.pk, rows, open_=True),
        "moved": rivalling.moved(queries.last_place(season, team, week)),
        "resets": rivalling.resets(season, now),
        "cards": rivalling.cards(queries.news(season, league)) if league else [],
    }


def _for_members(season: Season, team: Group, person: Person) -> dict[str, Any]:
    """What only those who belong to a team read: what was taken off, and when they begin to count."""
    found = groups.membership_of(person, team)
    week = season.monday(clock.now())
    joined = found is not None and found.joined_at > season.begins(week)
    return {
        "mid_week": joined,
        "leads": bool(groups.leads(person, team)),
        "taken": rivalling.taken_off(queries.taken_off(season, [team.pk])),
    }
