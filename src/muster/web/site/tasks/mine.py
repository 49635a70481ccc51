"""One’s own shifts: the next one first, with what can be said about it; then the others, then what was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from muster.kit import actors, clock
from muster.kit.errors import Refused
from muster.volunteering import access, actions, links, queries
from muster.web import helping
from muster.web.gate import member
from muster.web.site.speech import onward, page, private, spoken

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.http import HttpResponse

    from muster.volunteering.models import SignUp, Swap
    from muster.web.gate import MemberRequest

SAID: Final = {
    "in": gettext_lazy("You are in. We have mailed you the details."),
    "waiting": gettext_lazy("You are on the waiting list. We write as soon as a place comes free."),
    "confirmed": gettext_lazy("Thank you: we count on you."),
    "left": gettext_lazy("Your place is free for somebody else. Thank you for saying so."),
    "offered": gettext_lazy("Your place is on offer. It is yours until somebody takes it."),
    "kept": gettext_lazy("Your place is yours."),
    "calendar": gettext_lazy("Your calendar address is made."),
}


@member
@require_safe
@private
@spoken
def show(request: MemberRequest) -> HttpResponse:
    """All of them."""
    return shown(request)


@member
@require_POST
@private
@spoken
def confirmation(request: MemberRequest, number: int) -> HttpResponse:
    """“I come.”"""
    return did(request, number, actions.confirm, "confirmed")


@member
@require_POST
@private
@spoken
def leaving(request: MemberRequest, number: int) -> HttpResponse:
    """“I cannot come.”"""
    return did(request, number, actions.leave, "left")


def did(request: MemberRequest, number: int, act: Callable[..., object], done: str) -> HttpResponse:
    """Do one thing with one’s own place, and say what came of it."""
    sign_up = access.own(number, request.person)
    try:
        act(sign_up=sign_up, by=actors.person(request.person.pk), at=clock.now())
    except Refused as problem:
        return shown(request, refused=problem.message, status=problem.status)
    return onward(request, "my-shifts", done=done)


def shown(request: MemberRequest, *, refused: str = "", status: int = 200) -> HttpResponse:
    """The page, with whatever has to be said first."""
    person, now = request.person, clock.now()
    offers = queries.offers_of(person)
    found = queries.shifts_of(person)
    line = queries.places_in_line(found)
    today = clock.db_now().date()
    rows = [
        _row(one, offers.get(one.pk), line.get(one.pk, 0), now)
        | {"link": links.make(one, on=today)}
        for one in found
    ]
    coming = sorted((row for row in rows if row["ahead"]), key=lambda row: row["starts"])
    holds = [row for row in coming if row["sign_up"].is_in and not row["off"]]
    first = holds[0] if holds else None
    feed = queries.calendar_of(person)
    context: dict[str, Any] = {
        "nav": "shifts",
        "next": first,
        "later": [row for row in coming if row is not first],
        "past": [row for row in rows if not row["ahead"]][:30],
        "calendar": links.calendar_url(feed) if feed else "",
        "done": SAID.get(request.GET.get("done", ""), "") if not refused else "",
        "refused": refused,
    }
    return page(request, "site/tasks/mine.html", context, status=status)


def _row(sign_up: SignUp, offer: Swap | None, line: int, now: datetime) -> dict[str, Any]:
    shift = sign_up.shift
    return {
        "sign_up": sign_up,
        "task": shift.task,
        "starts": shift.starts_at,
        "when": helping.when(shift),
        "ahead": shift.ends_at > now and sign_up.done_at is None and sign_up.missed_at is None,
        "begun": shift.starts_at <= now,
        "off": shift.called_off_at is not None,
        "why": shift.call_off_reason,
        "line": line if shift.starts_at > now else 0,
        "offer": offer,
    }
