"""Today: what waits for me, what runs now, how we keep up, and the first five minutes.

Each domain answers for itself; this page only puts the answers in one order, oldest first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from muster.accounts.queries import organisation
from muster.inbox import queries as inbox
from muster.kit import clock
from muster.web import around, frame
from muster.web.gate import signed_in
from muster.web.office import today_tour, today_waiting
from muster.web.office.inbox.said import counted
from muster.web.words import hour, span

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpResponse

    from muster.accounts.models import Staff
    from muster.web.gate import StaffRequest
    from muster.web.office.today_line import Waiting

HIDDEN = "tour-hidden"
WROTE = 6  # who wrote, named here before the inbox is named instead


@signed_in
@require_safe
def today(request: StaffRequest) -> HttpResponse:
    """What needs me now."""
    staff, now = request.staff, clock.now()
    waiting = today_waiting.waiting(by=staff, now=now)
    context: dict[str, Any] = {
        "title": title(waiting),
        "intro": intro(waiting, staff, now),
        **shown(waiting),
        "running": today_waiting.running(around.running(request, staff)),
        "tour": [] if request.session.get(HIDDEN) else _tour(staff),
    }
    if staff.may("inbox.view"):
        context |= _keeping_up(staff, now)
    context["tour_done"] = sum(step.done for step in context["tour"])
    return frame.page(request, "office/today/today.html", context)


@signed_in
@require_POST
def tour(request: StaffRequest) -> HttpResponse:
    """Hide the first five minutes, or show them again; only this session remembers."""
    request.session[HIDDEN] = request.POST.get("show") != "1"
    return HttpResponseRedirect(reverse("office:today"))


def title(waiting: list[Waiting]) -> str:
    """The sentence that says how things stand."""
    if not waiting:
        return _("All clear")
    words = ngettext("One thing waits for you", "%(n)s things wait for you", len(waiting))
    return words % {"n": counted(len(waiting))}


def shown(waiting: list[Waiting]) -> dict[str, Any]:
    """The first of those who wrote, and everything else; the inbox holds the rest."""
    wrote = [one for one in waiting if one.kind == "conversation"]
    later = wrote[WROTE:]
    words = ngettext(
        "One more person waits for an answer", "%(n)s more people wait for an answer", len(later)
    )
    return {
        "waiting": [one for one in waiting if one not in later],
        "later": words % {"n": counted(len(later))} if later else "",
    }


def intro(waiting: list[Waiting], staff: Staff, now: datetime) -> str:
    """Since when the oldest waits, or when the next is due."""
    if waiting and waiting[0].since >= now:
        first = min(one.due or now for one in waiting)
        return _("Nothing has waited; the first is due in %(span)s.") % {"span": span(first - now)}
    if waiting:
        return _("The oldest has waited %(span)s.") % {"span": span(now - waiting[0].since)}
    due = inbox.next_due(by=staff)
    if due is None:
        return _("Nothing waits for you, and nobody waits for an answer.")
    return _("Nothing presses until %(hour)s, when the next answer is due.") % {"hour": hour(due)}


def _keeping_up(staff: Staff, now: datetime) -> dict[str, Any]:
    pace = inbox.pace(by=staff, now=now)
    longest = span(now - pace.longest_since) if pace.longest_since else "–"
    return {"pace": pace, "longest": longest, "promise": span(inbox.promised())}


def _tour(staff: Staff) -> list[today_tour.Step]:
    return today_tour.steps(staff) if organisation().mode == "training" else []


urlpatterns = [
    path("", today, name="today"),
    path("tour/", tour, name="today-tour"),
]
