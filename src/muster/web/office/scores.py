"""Scores: points for what people did, by a rule anyone may read, and how many people reach how much."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muster.audiences import access, actions, lookup, queries, scoring
from muster.audiences.deed_phrases import fact_name
from muster.audiences.definition import Group, Scored, dump
from muster.kit.errors import Refused
from muster.web import frame, words
from muster.web.gate import may
from muster.web.office.score_form import ScoreForm, points_asked

if TYPE_CHECKING:
    from django.http import HttpResponse

    from muster.audiences.definition import Definition
    from muster.audiences.models import Score
    from muster.web.gate import StaffRequest


@may("audiences.view")
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """Every score with what it counts and how many people have any points."""
    found = scoring.known()
    sizes = _sizes(request, {one.pk: _reaching(one, 1) for one in found})
    title = ngettext("%(n)s score is written down", "%(n)s scores are written down", len(found))
    context = {
        "title": title % {"n": words.number(len(found))}
        if found
        else _("No score is written down yet"),
        "rows": [{"score": one, "lines": _lines(one), "size": sizes[one.pk]} for one in found],
    }
    return frame.page(request, "office/scores/list.html", context)


@may("audiences.view")
@require_safe
def show(request: StaffRequest, number: int) -> HttpResponse:
    """What one score counts, and how many people have at least so many points."""
    return _show(request, access.score(number, by=request.staff))


@may("audiences.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """Write down what one score more counts."""
    return _form(request, None)


@may("audiences.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: StaffRequest, number: int) -> HttpResponse:
    """Count otherwise; every audience that names it follows."""
    return _form(request, access.score(number, by=request.staff))


@may("audiences.edit")
@require_POST
def removal(request: StaffRequest, number: int) -> HttpResponse:
    """Let go of a score no audience names."""
    score = access.score(number, by=request.staff)
    name = score.name
    try:
        actions.drop_score(score=score, by=request.staff)
    except Refused as refused:
        return _show(request, score, refused=refused.message, status=refused.status)
    messages.success(request, _("“%(name)s” is no score any more.") % {"name": name})
    return HttpResponseRedirect(reverse("office:scores"))


def _show(
    request: StaffRequest, score: Score, *, refused: str = "", status: int = 200
) -> HttpResponse:
    points = points_asked(request.GET.get("points", ""))
    told = _reaching(score, points)
    name = _("At least {points} in “{score}”").format(points=points, score=score.name)
    draft = {"draft": json.dumps(dump(told)), "name": name}
    context = {
        "title": score.name,
        "score": score,
        "lines": _lines(score),
        "points": points,
        "fit": _sizes(request, {score.pk: told})[score.pk],
        "as_audience": reverse("office:audience-new") + "?" + urlencode(draft),
        "refused": refused,
    }
    return frame.page(request, "office/scores/show.html", context, status=status)


def _form(request: StaffRequest, score: Score | None) -> HttpResponse:
    lines = scoring.lines_of(score) if score else ()
    form = ScoreForm(
        request.POST if request.method == "POST" else None,
        name=score.name if score else "",
        lines=lines,
    )
    if request.method == "POST" and form.is_valid():
        try:
            kept = actions.keep_score(
                score=score, name=form.cleaned_data["name"], lines=form.told(), by=request.staff
            )
        except Refused as refused:
            form.add_error(refused.field, refused.message)
        else:
            messages.success(request, _("Kept. Audiences can ask for it from now on."))
            return HttpResponseRedirect(reverse("office:score", args=[kept.pk]))
    context = {
        "title": _("Change “{name}”").format(name=score.name) if score else _("A new score"),
        "form": form,
        "score": score,
    }
    return frame.page(
        request, "office/scores/edit.html", context, status=422 if form.errors else 200
    )


def _reaching(score: Score, points: int) -> Definition:
    return Group("all", (Scored(score.pk, "at_least", points),))


def _sizes(request: StaffRequest, asked: dict[int, Definition]) -> dict[int, int]:
    world = lookup.world(asked.values())
    return queries.sizes(asked, request.staff.scope, world=world)


def _lines(score: Score) -> list[dict[str, Any]]:
    return [
        {"what": fact_name(one.fact), "points": one.points, "days": one.days}
        for one in scoring.lines_of(score)
    ]


urlpatterns = [
    path("scores/", index, name="scores"),
    path("scores/new/", new, name="score-new"),
    path("scores/<int:number>/", show, name="score"),
    path("scores/<int:number>/edit/", edit, name="score-edit"),
    path("scores/<int:number>/removal/", removal, name="score-removal"),
]
