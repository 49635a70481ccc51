"""Begins and ends seasons and experiments, asks for a recount, edits the news. One action each."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from muster.kit import clock
from muster.kit.errors import NotFound, Refused
from muster.rivalry import access, actions, errors, queries
from muster.web import frame
from muster.web.gate import may
from muster.web.office.rivalry.forms import CardForm, ExperimentForm, SeasonForm
from muster.web.refusals import beside

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpResponse

    from muster.accounts.models import Staff
    from muster.rivalry.models import Season
    from muster.web.gate import StaffRequest


@may("rivalry.run")
@require_http_methods(["GET", "HEAD", "POST"])
def season(request: StaffRequest) -> HttpResponse:
    """Write a season down and begin it."""
    _of_all(request.staff)
    form = SeasonForm(request.POST or None, initial={"first": _monday()})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.begin_season(
                    first=form.cleaned_data["first"], weeks=form.cleaned_data["weeks"],
                    rules=form.rules(), by=request.staff, at=clock.now(),
                )  # fmt: skip
            except Refused as problem:
                beside(form, problem)
            else:
                messages.success(
                    request, _("The season is written down. Its weeks are counted within minutes.")
                )
                return _back()
    context = {"title": _("Begin a season"), "form": form}
    return frame.page(request, "office/rivalry/season.html", context, status=status)


@may("rivalry.run")
@require_POST
def closure(request: StaffRequest) -> HttpResponse:
    """End the season before its time."""
    running = _running(request.staff)
    actions.end_season(season=running, by=request.staff, at=clock.now())
    messages.success(request, _("The season has ended. What was counted stays."))
    return _back()


@may("rivalry.run")
@require_POST
def recounts(request: StaffRequest) -> HttpResponse:
    """Ask for a whole count."""
    actions.ask(season=_running(request.staff), why="asked", by=request.staff, at=clock.now())
    messages.success(request, _("The whole season is counted anew within minutes."))
    return _back()


@may("rivalry.run")
@require_POST
def experiments(request: StaffRequest) -> HttpResponse:
    """Hold out a share of teams from next Monday on."""
    running, form = _running(request.staff), ExperimentForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose how many teams are held out."))
        return _back("#experiment")
    try:
        actions.begin_experiment(
            season=running, percent=form.cleaned_data["percent"], by=request.staff, at=clock.now()
        )
    except Refused as problem:
        messages.error(request, problem.message)
    else:
        messages.success(
            request, _("The sides are drawn and stay as they are. It begins on Monday.")
        )
    return _back("#experiment")


@may("rivalry.run")
@require_POST
def experiment_closure(request: StaffRequest, number: int) -> HttpResponse:
    """Let everybody play again."""
    found = access.experiment(number, by=request.staff)
    actions.end_experiment(experiment=found, by=request.staff, at=clock.now())
    messages.success(request, _("The experiment has ended. From Monday on every team plays."))
    return _back("#experiment")


@may("rivalry.run")
@require_POST
def card(request: StaffRequest, number: int) -> HttpResponse:
    """Put one piece of news into words, or leave it out."""
    found, form = access.card(number, by=request.staff), CardForm(request.POST)
    if form.is_valid():
        actions.edit_card(
            card=found, words=form.cleaned_data["words"], left_out=form.cleaned_data["left_out"],
            by=request.staff, at=clock.now(),
        )  # fmt: skip
        messages.success(request, _("The news is kept. The teams read it now."))
    else:
        messages.error(request, _("Write no more than 300 letters."))
    return _back("#news")


def _of_all(staff: Staff) -> None:
    """A season is of the whole organisation."""
    if not staff.scope.everyone:
        raise NotFound


def _running(staff: Staff) -> Season:
    _of_all(staff)
    running = queries.season()
    if running is None:
        raise errors.NoSeason
    return running


def _monday() -> date:
    """The next Monday, or today."""
    today = clock.now().date()
    return today + timedelta(days=-today.weekday() % 7)


def _back(anchor: str = "") -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("office:rivalry") + anchor)
