"""The preference centre: what you get, not now, nothing more. Copy and erasure stand in ``rights``."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muster.accounts.queries import organisation
from muster.kit import actors
from muster.kit.scope import Scope, narrow
from muster.people import access, actions
from muster.people.models import MailToken, Person
from muster.web.gate import public
from muster.web.site import stamp, toggles
from muster.web.site.forms import EmailForm
from muster.web.site.guard import crowded
from muster.web.site.joining import letter_context
from muster.web.site.speech import address, mailed, onward, page, secret, spoken

_ASK = "anyone may ask for a link; it goes to the mailbox alone"
_BY_MAIL = "the token in the address came from the mailbox"
SOURCE = actions.CENTRE


@public(_ASK)
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@spoken
def ask(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        form = EmailForm(initial={"stamp": stamp.make(EmailForm.form_name)})
        return page(request, "site/preferences_ask.html", {"form": form})
    if crowded(request, "preferences"):
        words = _("Many people asked from your network just now. Try again in an hour.")
        return page(request, "site/pause.html", {"words": words}, status=429)
    form = EmailForm(request.POST)
    if not form.is_valid():
        return page(request, "site/preferences_ask.html", {"form": form}, status=422)
    if not form.trapped:
        actions.ask_for_preferences(
            email=form.cleaned_data["email"],
            language=translation.get_language() or "en",
            link=mailed("preferences-mine"),
            context=letter_context(),
        )
    return HttpResponseRedirect(address(request, "preferences-asked"))


@public(_ASK)
@require_safe
@spoken
def asked(request: HttpRequest) -> HttpResponse:
    return page(request, "site/preferences_asked.html")


@public(_BY_MAIL)
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@secret
@spoken
def mine(request: HttpRequest, token: str) -> HttpResponse:
    try:
        link, person = opened(token)
    except (actions.LinkTooOld, actions.UnknownLink) as problem:
        return no_link(request, problem)
    choices = toggles.of(person, organisation().name)
    if request.method != "POST":
        return _centre(request, token, link, person, choices)
    changed = actions.choose(
        person=person,
        wanted=toggles.read(choices, request.POST),
        link_id=link.id,
        language=translation.get_language() or "en",
    )
    return back(request, token, "saved" if changed else "same")


@public(_BY_MAIL)
@csrf_exempt
@require_POST
@secret
@spoken
def pause(request: HttpRequest, token: str) -> HttpResponse:
    try:
        _link, person = opened(token)
    except (actions.LinkTooOld, actions.UnknownLink) as problem:
        return no_link(request, problem)
    actions.pause(person_id=person.id, source=SOURCE, by=actors.person(person.id))
    return back(request, token, "paused")


@public(_BY_MAIL)
@csrf_exempt
@require_POST
@secret
@spoken
def stop_all(request: HttpRequest, token: str) -> HttpResponse:
    try:
        _link, person = opened(token)
    except (actions.LinkTooOld, actions.UnknownLink) as problem:
        return no_link(request, problem)
    actions.stop_all(person_id=person.id, source=SOURCE, by=actors.person(person.id))
    return back(request, token, "stopped")


@public(_BY_MAIL)
@csrf_exempt
@require_POST
@secret
@spoken
def language(request: HttpRequest, token: str) -> HttpResponse:
    try:
        _link, person = opened(token)
    except (actions.LinkTooOld, actions.UnknownLink) as problem:
        return no_link(request, problem)
    chosen = request.POST.get("language", "")
    if chosen in toggles.LANGUAGES:
        actions.edit(person=person, fields={"language": chosen}, by=actors.person(person.id))
    return back(request, token, "saved")


def opened(token: str, *, purpose: str = "preferences") -> tuple[MailToken, Person]:
    """From here on the page sees one person: whose mailbox the link went to."""
    link = access.holder(purpose, token)
    narrow(Scope(person_id=link.person_id))
    return link, access.oneself(link)


def _centre(
    request: HttpRequest, token: str, link: MailToken, person: Person, choices: list[toggles.Toggle]
) -> HttpResponse:
    context: dict[str, Any] = {
        "token": token,
        "person": person,
        "groups": toggles.grouped(choices),
        "gets": [toggle for toggle in choices if toggle.on and not toggle.waits],
        "paused_until": max((t.paused_until for t in choices if t.paused_until), default=None),
        "said": toggles.said(request.GET.get("done", "")),
        "tongues": toggles.LANGUAGES.items(),
        "address": link.key.value,
    }
    return page(request, "site/preferences.html", context)


def back(request: HttpRequest, token: str, done: str) -> HttpResponse:
    return onward(request, "preferences-mine", token, done=done)


def no_link(
    request: HttpRequest, problem: actions.LinkTooOld | actions.UnknownLink
) -> HttpResponse:
    context = {"words": problem.message}
    return page(request, "site/link_preferences.html", context, status=problem.status)


urlpatterns = [
    path("preferences/", ask, name="preferences"),
    path("preferences/asked/", asked, name="preferences-asked"),
    path("preferences/<str:token>/", mine, name="preferences-mine"),
    path("preferences/<str:token>/pause/", pause, name="preferences-pause"),
    path("preferences/<str:token>/stop/", stop_all, name="preferences-stop"),
    path("preferences/<str:token>/language/", language, name="preferences-language"),
]
