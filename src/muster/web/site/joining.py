"""Joining: a form, a mail, a button. A known address sees what an unknown one sees."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muster.accounts.queries import letterhead, organisation
from muster.groups import actions as groups
from muster.groups import queries as teams
from muster.groups.models import Group
from muster.kit import actors, clock
from muster.kit.scope import Scope, narrow
from muster.people import access, actions, wordings
from muster.places.countries import COUNTRIES
from muster.web import members
from muster.web.gate import public
from muster.web.site import stamp
from muster.web.site.forms import JoinForm
from muster.web.site.guard import crowded
from muster.web.site.speech import address, mailed, onward, page, secret, spoken

_OPEN = "anyone may ask to join; a seal, limits and the mailbox guard it"
_BY_MAIL = "the token in the address came from the mailbox"


@public(_OPEN)
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@spoken
def join(request: HttpRequest) -> HttpResponse:
    ours = organisation().name
    asked = {
        "wording": wordings.sign_up_news(ours),
        "texts_wording": wordings.sign_up_texts(ours),
    }
    if request.method != "POST":
        return _form(request, JoinForm(initial=_guess(request), **asked))
    if crowded(request, "join"):
        return _too_many(request)
    form = JoinForm(request.POST, **asked)
    if not form.is_valid():
        return _form(request, form, status=422)
    if not form.trapped:
        actions.ask_to_join(wish=form.wish(), link=mailed("confirm"), context=letter_context())
    return HttpResponseRedirect(address(request, "joined"))


@public(_OPEN)
@require_safe
@spoken
def joined(request: HttpRequest) -> HttpResponse:
    return page(request, "site/joined.html")


@public(_BY_MAIL)
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@secret
@spoken
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    # Where they wanted to go when they were asked to join: the task they had found.
    asked = request.GET.get("next", "")
    then = members.onward(asked) if asked else ""
    try:
        if request.method == "POST":
            done = actions.confirm(token=token)
            if not done.again:
                by = actors.person(done.person_id)
                groups.place_newcomer(person=done.person_id, by=by, at=clock.now())
            more = f"next={quote(then)}" if then else ""
            return onward(request, "confirm", token, more=more)
        waiting = access.waiting(token)
    except actions.LinkTooOld:
        return page(request, "site/link_old.html", {"token": token}, status=410)
    except actions.UnknownLink as problem:
        return page(request, "site/link_unknown.html", {"words": problem.message}, status=404)
    if waiting.confirmed_at is None or waiting.person_id is None:
        context = {"waiting": waiting, "token": token, "onward": then}
        return page(request, "site/confirm.html", context)
    context = {"waiting": waiting, "team": _team(waiting.person_id), "onward": then}
    return page(request, "site/confirmed.html", context)


@public(_BY_MAIL)
@csrf_exempt
@require_POST
@secret
@spoken
def renewal(request: HttpRequest, token: str) -> HttpResponse:
    if crowded(request, "join"):
        return _too_many(request)
    try:
        actions.renew(token=token, link=mailed("confirm"), context=letter_context())
    except actions.UnknownLink as problem:
        return page(request, "site/link_unknown.html", {"words": problem.message}, status=404)
    return HttpResponseRedirect(address(request, "joined"))


def _team(person_id: int) -> Group | None:
    """The team they were placed in; the token came from their mailbox, so they may know."""
    narrow(Scope(person_id=person_id))
    return teams.team_of_number(person_id)


def letter_context() -> dict[str, Any]:
    """What every letter says of us."""
    return letterhead()


def _form(request: HttpRequest, form: JoinForm, *, status: int = 200) -> HttpResponse:
    if not form.asks_region:
        form.fields.pop("region", None)
    return page(request, "site/join.html", {"form": form}, status=status)


def _too_many(request: HttpRequest) -> HttpResponse:
    words = _("Many people signed up from your network just now. Try again in an hour.")
    return page(request, "site/pause.html", {"words": words}, status=429)


def _guess(request: HttpRequest) -> dict[str, Any]:
    """The visitor’s country by their language, until they say otherwise."""
    country = organisation().country
    for asked in request.headers.get("Accept-Language", "").split(","):
        tag = asked.partition(";")[0].strip()
        language, _dash, place = tag.partition("-")
        if place.upper() in COUNTRIES:
            country = place.upper()
            break
        if language in {"it", "pl", "fr"}:
            country = language.upper()
            break
    chosen = translation.get_language() or ""
    if request.GET.get("language") and chosen in {"it", "pl", "fr"}:
        country = chosen.upper()
    return {"stamp": stamp.make(JoinForm.form_name), "country": country}


urlpatterns = [
    path("", join, name="join"),
    path("joined/", joined, name="joined"),
    path("confirm/<str:token>/", confirm, name="confirm"),
    path("confirm/<str:token>/renewal/", renewal, name="confirm-renewal"),
]
