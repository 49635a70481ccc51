"""Regions side by side, each against its own last month first; and one region with what its points came from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from muster.kit import clock
from muster.rivalry import access, actions, comparing, queries, standing
from muster.web import frame, rivalling, words
from muster.web.gate import may
from muster.web.office.regions import charts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from muster.rivalry.comparing import Month, Region
    from muster.web.gate import StaffRequest


@may("rivalry.view")
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """Every region of one’s own, tiny ones together."""
    season, now = queries.latest_season(), clock.now()
    language = (get_language() or "en").split("-")[0]
    context: dict[str, Any] = {"title": _("Regions"), "season": season}
    teams = list(access.teams(by=request.staff).order_by("name", "id"))
    if season is not None:
        found = comparing.regions(season, teams, now)
        shown = [one for one in found if not one.tiny]
        together = comparing.together(found)
        context |= {
            "title": _title(shown),
            "rows": [_row(one, language) for one in shown],
            "tiny": _row(together, language) if together else None,
            "tiny_many": len(found) - len(shown),
            "maps": charts.maps(found, language),
        }
    return frame.page(request, "office/regions/index.html", context)


@may("rivalry.view")
@require_safe
def show(request: StaffRequest, number: int) -> HttpResponse:
    """One region: its weeks, where it stands, what its points came from, what was taken off."""
    team, now = access.team(number, by=request.staff), clock.now()
    season = queries.latest_season()
    context: dict[str, Any] = {"title": team.name, "team": team, "season": season}
    if season is not None:
        week = season.monday(now)
        past = standing.past(season, team, now)
        league = queries.league_of(season, team, week)
        rows = standing.table(league) if league else []
        [own] = comparing.regions(season, [team], now)
        context |= {
            "title": rivalling.heading(team.name, past),
            "lead": rivalling.lead(past),
            "month": rivalling.month(past),
            "now": rivalling.each(past[-1].each) if past else "",
            "chart": rivalling.chart(past) if past else None,
            "measures": _measures(own),
            "streak": own.streak,
            "league": league,
            "rows": rivalling.table(standing.around(rows, team), team.pk, rows, open_=True),
            "hidden": bool(standing.hiding([team.pk])),
            "taken": rivalling.taken_off(queries.taken_off(season, [team.pk])),
            "may_run": request.staff.may("rivalry.run"),
        }
    return frame.page(request, "office/regions/show.html", context)


@may("rivalry.run")
@require_POST
def hiding(request: StaffRequest, number: int) -> HttpResponse:
    """Keep the place of a team to itself, or show it again."""
    team, now = access.team(number, by=request.staff), clock.now()
    if request.POST.get("shown"):
        actions.show(group=team, by=request.staff, at=now)
        messages.success(request, _("The place of the team is shown again."))
    else:
        actions.hide(group=team, by=request.staff, at=now)
        messages.success(request, _("Only the team and you see its place from now on."))
    return HttpResponseRedirect(reverse("office:region", args=[team.pk]))


def _title(shown: Sequence[Region]) -> str:
    better = sum(one.now.each > one.before.each for one in shown)
    if not better:
        return _("Regions")
    return _("%(n)s of %(all)s regions do more than in their own month before") % {
        "n": words.number(better),
        "all": words.number(len(shown)),
    }


def _row(one: Region, language: str) -> dict[str, Any]:
    region = one.group.region
    return {
        "number": one.group.pk,
        "name": region.name_in(language) if region is not None else one.group.name,
        "members": words.number(round(one.now.heads)),
        "active": words.percent(one.now.share, 1, 0),
        "calls": _per(one.now, "call.logged"),
        "shifts": _per(one.now, "shift.done"),
        "gifts": _per(one.now, "gift.received"),
        "effort": rivalling.each(one.now.effort),
        "each": rivalling.each(one.now.each),
        "change": rivalling.change(one.now.each, one.before.each),
        "league": words.number(one.league) if one.league else "–",
        "streak": words.number(one.streak),
    }


def _per(month: Month, kind: str) -> str:
    return rivalling.each(month.per_head(kind))


def _measures(one: Region) -> list[tuple[str, str, str, str]]:
    """What is measured, now and before, with the change."""
    pairs: list[tuple[str, float, float]] = [
        (_("Members on a Monday"), one.now.heads, one.before.heads),
        (_("Points per member and week"), one.now.each, one.before.each),
        (_("Of a hundred members, active in a week"), 100 * one.now.share, 100 * one.before.share),
        (_("Deeds by each active person in a week"), one.now.effort, one.before.effort),
    ]
    pairs += [
        (
            _("%(what)s, for a hundred members") % {"what": rivalling.kind(kind)},
            one.now.per_head(kind),
            one.before.per_head(kind),
        )
        for kind in ("shift.done", "call.logged", "gift.received", "group.joined", "link.relayed")
    ]
    return [
        (name, rivalling.each(now), rivalling.each(before), rivalling.change(now, before))
        for name, now, before in pairs
    ]
