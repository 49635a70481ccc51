"""One press and it stops. A link that is only looked at stops nothing, since machines look at links.

By RFC 8058 a mail program may press for its reader: one POST, without cookies, answered at once.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from muster.delivery.actions import stop_links
from muster.kit.errors import NotFound
from muster.people import actions, purposes, stop_tokens
from muster.web.gate import public
from muster.web.site.speech import page, secret, spoken

_WHY = "the token is our own seal over one address and one purpose"


@public(_WHY)
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@secret
@spoken
def stop(request: HttpRequest, token: str) -> HttpResponse:
    said = _read(token)
    context = {"token": token, "title_of_purpose": purposes.title(said.purpose)}
    if request.method != "POST":
        return page(request, "site/stop.html", context)
    stop_links.stop(token=said)
    if request.POST.get("List-Unsubscribe") == "One-Click":
        return HttpResponse(_("Stopped."), content_type="text/plain; charset=utf-8")
    return page(request, "site/stopped.html", context)


@public(_WHY)
@csrf_exempt
@require_POST
@secret
@spoken
def undo(request: HttpRequest, token: str) -> HttpResponse:
    said = _read(token)
    context = {"token": token, "title_of_purpose": purposes.title(said.purpose)}
    try:
        actions.undo_by_link(token=said)
    except actions.TooLateToUndo as late:
        return page(request, "site/stopped.html", {**context, "late": late.message}, status=409)
    return page(request, "site/stop_undone.html", context)


def _read(token: str) -> stop_tokens.StopToken:
    said = stop_tokens.read(token)
    if said is None:
        raise NotFound
    return said


urlpatterns = [
    path("stop/<str:token>", stop, name="stop"),
    path("stop/<str:token>/undo", undo, name="stop-undo"),
]
