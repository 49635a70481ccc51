"""The rooms: which are open, opening one, and the one page to lead from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from muster.crisis import access, actions, library, lines, queries
from muster.kit import clock
from muster.kit.errors import Refused
from muster.listening import access as listening
from muster.listening import alarms
from muster.web import frame
from muster.web.gate import may
from muster.web.office import alarm_words
from muster.web.office.crisis import room
from muster.web.office.crisis.forms import OpenForm
from muster.web.words import number

if TYPE_CHECKING:
    from django.http import HttpResponse

    from muster.web.gate import StaffRequest

LATELY = 5


@may("crisis.view")
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """What is open, and what was closed lately."""
    open_now = queries.open_rooms(by=request.staff)
    standing = queries.standing_hold()
    owed = {one.room_id: one for one in queries.owed()}
    context = {
        "title": _title(len(open_now)),
        "rooms": [
            {
                "room": one,
                "severity": lines.severity(one.severity),
                "holds": standing is not None and standing.room_id == one.pk,
                "promise": owed.get(one.pk),
            }
            for one in open_now
        ],
        "closed": [
            {"room": one, "url": reverse("office:crisis-case", args=[library.ref_of(one)])}
            for one in queries.closed_rooms(by=request.staff, limit=LATELY)
        ],
    }
    return frame.page(request, "office/crisis/list.html", context)


@may("crisis.lead")
def new(request: StaffRequest) -> HttpResponse:
    """Open a room by hand, or with what an alarm has filled in."""
    if request.method != "POST":
        start = {
            "since": timezone.localtime(clock.now()),
            "severity": 2,
            "title": request.GET.get("title", "")[:160],
        }
        return _new(request, OpenForm(initial=start))
    form, refused, status = OpenForm(request.POST), "", 422
    if form.is_valid():
        told = form.cleaned_data
        named = told["alarm"]
        alarm = listening.alarm(named, by=request.staff) if named else None
        try:
            made = actions.open_room(
                title=told["title"], what=told["what"], severity=told["severity"], since=told["since"],
                topic=form.topics.get(told["topic"]), alarm=alarm, by=request.staff,
                at=clock.now(),
            )  # fmt: skip
        except Refused as problem:
            refused, status = form.blame(problem), problem.status
        else:
            messages.success(request, _("The room is open, and you lead."))
            return HttpResponseRedirect(reverse("office:crisis-room", args=[made.pk]))
    return _new(request, form, refused=refused, status=status)


@may("crisis.lead")
@require_safe
def from_alarm(request: StaffRequest, alarm_id: int) -> HttpResponse:
    """The same form, filled in from what an alarm has heard."""
    alarm = listening.alarm(alarm_id, by=request.staff)
    found = alarms.latest_found(alarms.evidence_of(alarm))
    start = {
        "title": alarm_words.title(alarm, found)[:160],
        "since": timezone.localtime(alarm.since),
        "severity": alarm.severity,
        "what": alarm_words.signs(alarm),
        "alarm": alarm.pk,
    }
    return _new(request, OpenForm(initial=start))


@may("crisis.view")
@require_safe
def show(request: StaffRequest, room_id: int) -> HttpResponse:
    """One page in a crisis."""
    return room.page(request, access.room(room_id, by=request.staff))


def _new(
    request: StaffRequest, form: OpenForm, *, refused: str = "", status: int = 200
) -> HttpResponse:
    context = {"title": _("Open a crisis room"), "form": form, "refused": refused}
    return frame.page(request, "office/crisis/new.html", context, status=status)


def _title(count: int) -> str:
    if not count:
        return _("No crisis room is open")
    words = ngettext("%(n)s crisis room is open", "%(n)s crisis rooms are open", count)
    return words % {"n": number(count)}
