"""Who of our supporters is looking: the cookie, the door they are led to, and what is noted of a visit.

The cookie is needed to stay signed in and serves nothing else. A page is noted only after a yes to that.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, cast
from urllib.parse import quote

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from muster.broadcasts import actions as broadcasts
from muster.broadcasts import following
from muster.kit import clock
from muster.kit.scope import Scope, narrow
from muster.people import access, actions, attention
from muster.sources.actions import looking

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from muster.web.gate import MemberRequest

COOKIE: Final = "muster_member"
_NUMBER: Final = re.compile(r"[1-9]\d{0,17}", re.ASCII)


def let_in(request: MemberRequest) -> bool:
    """Find whose browser this is; from here on the page sees that person’s own record."""
    found = access.member(request.COOKIES.get(COOKIE, ""))
    if found is None:
        return False
    narrow(Scope(person_id=found.person.pk))
    actions.seen(session=found.session)
    request.person, request.key = found.person, found.key
    request.session_of_member = found.session
    return True


def signed_in(request: HttpRequest) -> bool:
    """The same for a page that is open to everybody and says more to a supporter who is signed in."""
    ours = cast("MemberRequest", request)
    if not let_in(ours):
        return False
    if request.method == "GET":
        _write_down(ours)
    return True


def to_the_door(request: HttpRequest) -> HttpResponse:
    """Where whoever is not signed in asks for a link; afterwards they come back to this page."""
    here = request.get_full_path() if request.method == "GET" else ""
    door = reverse("site:my-in")
    return HttpResponseRedirect(f"{door}?next={quote(here)}" if here else door)


def onward(asked: str) -> str:
    """Where to go after the door: a page of this site, else one’s own first page."""
    safe = url_has_allowed_host_and_scheme(asked, allowed_hosts=None) and asked.startswith("/")
    return asked if safe and not asked.startswith("/office/") else reverse("site:my")


def remember(response: HttpResponse, token: str) -> None:
    """Let the browser keep the word it is known by."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(actions.PORTAL_LIFETIME.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def forget(response: HttpResponse) -> None:
    """Let the browser forget it."""
    response.delete_cookie(COOKIE, samesite="Lax")


def note(request: MemberRequest, response: HttpResponseBase) -> None:
    """Write down which page they looked at, if they said yes to that; never a page of their own data."""
    if request.method == "GET" and response.status_code == HTTPStatus.OK:
        _write_down(request)


def searched(request: MemberRequest, words: str) -> None:
    """Write down what they looked for, if they said yes to that."""
    if words and attention.noted(request.key):
        looking.searched(key_id=request.key.pk, words=words, at=clock.now())


def _write_down(request: MemberRequest) -> None:
    if request.path.startswith("/my/") or _ahead(request) or not attention.noted(request.key):
        return
    now = clock.now()
    looking.looked(key_id=request.key.pk, page=request.path, at=now)
    number = request.GET.get(following.NAME, "")
    if _NUMBER.fullmatch(number) and attention.noted_with_message(request.key):
        broadcasts.follow(number=int(number), key=request.key, page=request.path, at=now)


def _ahead(request: MemberRequest) -> bool:
    """Whether a browser fetches the page before anybody asked to see it."""
    return "prefetch" in request.headers.get("Sec-Purpose", request.headers.get("Purpose", ""))
