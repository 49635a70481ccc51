"""Shifts for one’s own calendar: the feed at a secret address, and the file of one shift."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST, require_safe

from muster.kit import actors, clock
from muster.kit.errors import NotFound, Refused
from muster.kit.scope import Scope, narrow
from muster.volunteering import access, actions, feeds, queries
from muster.web.gate import member, public
from muster.web.site.speech import address, private, secret, spoken

if TYPE_CHECKING:
    from django.http import HttpRequest

    from muster.web.gate import MemberRequest

_OWN: Final = "the address is a secret that only its person was shown"
_BY_MAIL: Final = "the token in the address came from the mailbox"


@member
@require_POST
@private
@spoken
def make(request: MemberRequest) -> HttpResponse:
    """Make the secret address, or a new one that closes the old."""
    by, anew = actors.person(request.person.pk), bool(request.POST.get("anew"))
    feed = queries.calendar_of(request.person)
    key = feed.key if feed else request.key
    actions.make_calendar(key=key, by=by, at=clock.now(), anew=anew)
    there = address(request, "my-shifts")
    return HttpResponseRedirect(f"{there}{'&' if '?' in there else '?'}done=calendar#calendar")


@public(_OWN)
@require_safe
@secret
@spoken
def feed(request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG001 - as any view
    """All shifts of a person, as a calendar program fetches them every few hours."""
    _key, person = access.calendar(token)
    narrow(Scope(person_id=person))
    now = clock.now()
    rows = queries.for_calendar(person, at=now)
    return _file(feeds.calendar(rows, at=now))


@public(_BY_MAIL)
@require_safe
@secret
@spoken
def one(request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG001 - as any view
    """One shift, to put into a calendar by hand."""
    try:
        sign_up, _person = access.by_link(token)
    except Refused as problem:
        raise NotFound from problem
    return _file(feeds.calendar([sign_up], at=clock.now()))


def _file(body: bytes) -> HttpResponse:
    response = HttpResponse(body, content_type=feeds.TYPE)
    response["Content-Disposition"] = 'attachment; filename="shifts.ics"'
    return response
