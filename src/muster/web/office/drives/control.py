"""S18: the control room of a drive while it runs. It fetches through ``drives.access`` and calls one action each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from muster.drives import access, actions, attribution, counting, live, queries
from muster.kit import clock
from muster.kit.errors import Refused
from muster.web import driving, frame, words
from muster.web.gate import may
from muster.web.office.drives import cash, charts, said

if TYPE_CHECKING:
    from django.http import HttpResponse

    from muster.drives.models import Drive, Giving
    from muster.web.gate import StaffRequest

LATEST: Final = 30
SCREENS: Final = {
    "total": gettext_lazy("The total"),
    "code": gettext_lazy("The code large"),
    "race": gettext_lazy("The race"),
    "thanks": gettext_lazy("Thank everyone"),
}


@may("drives.view")
@require_safe
def show(request: StaffRequest, number: int) -> HttpResponse:
    """How it stands, how fast it goes, the hat, the names, the walls."""
    drive, now = access.drive(number, by=request.staff), clock.now()
    reading = live.read(drive.pk)
    context = {
        "title": driving.title(reading),
        "intro": said.outlook(drive, reading, now),
        "drive": drive,
        "state": reading.state,
        "told": driving.figures(reading),
        "marks": driving.marks(reading),
        "children": reading.children,
        "chart": charts.pace(drive, now),
        "gifts": gifts(drive),
        "slices": said.slices(attribution.of(drive), drive),
        "matches": [(one, words.money(one.minor, drive.currency)) for one in reading.matches],
        "screens": SCREENS,
        "stream": reverse("site:drive-events", args=[drive.slug]),
        "may_run": request.staff.may("drives.run"),
        "late": said.late(now),
        **cash.of(drive, request.staff),
    }
    return frame.page(request, "office/drives/control.html", context)


@may("drives.run")
@require_POST
def closure(request: StaffRequest, number: int) -> HttpResponse:
    """End it before its time."""
    drive = access.drive(number, by=request.staff)
    try:
        actions.close(drive=drive, by=request.staff, at=clock.now())
    except Refused as problem:
        messages.error(request, problem.message)
    else:
        messages.success(request, _("It has ended. What is on its way still counts."))
    return HttpResponseRedirect(reverse("office:drive", args=[drive.pk]))


@may("drives.run")
@require_POST
def screen(request: StaffRequest, number: int) -> HttpResponse:
    """Turn every wall of this drive."""
    drive, wanted = access.drive(number, by=request.staff), request.POST.get("screen", "")
    if wanted in SCREENS:
        actions.show_on_walls(drive=drive, screen=wanted, by=request.staff, at=clock.now())
        messages.success(request, _("The walls show: %(what)s.") % {"what": SCREENS[wanted]})
    else:
        messages.error(request, _("Choose what the walls are to show."))
    return HttpResponseRedirect(reverse("office:drive", args=[drive.pk]))


@may("drives.run")
@require_POST
def name(request: StaffRequest, number: int, giving: int) -> HttpResponse:
    """Show a name on the wall, or keep it off."""
    drive = access.drive(number, by=request.staff)
    shown = request.POST.get("shown") == "1"
    actions.decide(drive=drive, giving=giving, shown=shown, by=request.staff, at=clock.now())
    messages.success(
        request, _("The name is shown.") if shown else _("The name is kept off the wall.")
    )
    return HttpResponseRedirect(reverse("office:drive", args=[drive.pk]) + "#gifts")


def gifts(drive: Drive) -> list[dict[str, Any]]:
    """The latest gifts with their names, held ones too, for whoever runs the drive."""
    lines = counting.latest([drive.purpose], drive.currency, LATEST)
    found = queries.named([line.entry for line in lines])
    return [_gift(line, found.get(line.entry), drive) for line in lines]


def _gift(line: counting.Line, giving: Giving | None, drive: Drive) -> dict[str, Any]:
    return {
        "number": line.entry,
        "name": giving.name if giving else "",
        "state": giving.name_is if giving else "",
        "apart": said.APART.get(giving.apart, "") if giving else "",
        "way": line.way or (giving.channel if giving else ""),
        "money": words.money(line.minor, drive.currency),
        "at": line.at,
    }
