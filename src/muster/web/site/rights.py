"""What a person has a right to, done by themselves: each by a fresh mailed link that can do nothing else."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muster.people import actions
from muster.web import downloads
from muster.web.gate import public
from muster.web.site import preferences
from muster.web.site.joining import letter_context
from muster.web.site.speech import address, mailed, page, secret, spoken

_BY_MAIL = "the token in the address came from the mailbox"
_NO_LINK = (actions.LinkTooOld, actions.UnknownLink)


@public(_BY_MAIL)
@csrf_exempt
@require_POST
@secret
@spoken
def copy(request: HttpRequest, token: str) -> HttpResponse:
    return _ask(request, token, actions.ask_for_copy, leads_to="data", done="copy")


@public(_BY_MAIL)
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@secret
@spoken
def data(request: HttpRequest, token: str) -> HttpResponse:
    try:
        link, person = preferences.opened(token, purpose="export")
        if request.method != "POST":
            return page(request, "site/data.html", {"token": token})
        everything = actions.take_copy(token=link, person=person)
    except _NO_LINK as problem:
        return preferences.no_link(request, problem)
    machine = request.POST.get("form") != "sheets"
    return downloads.copy_of(everything, "my-data", machine=machine)


@public(_BY_MAIL)
@csrf_exempt
@require_POST
@secret
@spoken
def erase(request: HttpRequest, token: str) -> HttpResponse:
    return _ask(request, token, actions.ask_for_erasure, leads_to="erasure", done="erase")


@public(_BY_MAIL)
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@secret
@spoken
def erasure(request: HttpRequest, token: str) -> HttpResponse:
    try:
        link, person = preferences.opened(token, purpose="erasure")
    except actions.UnknownLink as problem:
        # The link goes with the record, so a second press finds neither.
        return page(request, "site/erased.html", {"unknown": True}, status=problem.status)
    except actions.LinkTooOld as problem:
        return preferences.no_link(request, problem)
    if request.method != "POST":
        return page(request, "site/erasure.html", {"token": token})
    actions.erase_by_link(token=link, person=person)
    return HttpResponseRedirect(address(request, "erased"))


@public("says that it is done, and to nobody who")
@require_safe
@spoken
def erased(request: HttpRequest) -> HttpResponse:
    return page(request, "site/erased.html")


def _ask(
    request: HttpRequest, token: str, ask: Callable[..., bool], *, leads_to: str, done: str
) -> HttpResponse:
    """Mail a fresh link to whoever holds this one."""
    try:
        link, _person = preferences.opened(token)
    except _NO_LINK as problem:
        return preferences.no_link(request, problem)
    context = {**letter_context(), "language": translation.get_language() or "en"}
    sent = ask(key=link.key, link=mailed(leads_to), context=context)
    return preferences.back(request, token, done if sent else "enough")


urlpatterns = [
    path("preferences/<str:token>/copy/", copy, name="preferences-copy"),
    path("preferences/<str:token>/erase/", erase, name="preferences-erase"),
    path("data/<str:token>/", data, name="data"),
    path("erasure/done/", erased, name="erased"),
    path("erasure/<str:token>/", erasure, name="erasure"),
]
