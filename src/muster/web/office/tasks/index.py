"""Where people are missing, the soonest first; a map of the regions; every task there is."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from muster.kit import clock
from muster.places.queries import regions
from muster.volunteering import queries
from muster.web import frame, helping
from muster.web.gate import may
from muster.web.office.tasks import gap_map
from muster.web.words import number

if TYPE_CHECKING:
    from django.http import HttpResponse

    from muster.volunteering.models import Shift, Task
    from muster.web.gate import StaffRequest

SHOWN: Final = 100


@may("tasks.view")
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """The page."""
    now = clock.now()
    gaps = list(queries.short(by=request.staff, at=now)[:2000])
    missing = Counter[str]()
    for shift in gaps:
        if shift.task.region_id:
            missing[shift.task.region_id] += shift.free
    language = translation.get_language() or "en"
    context: dict[str, Any] = {
        "title": _title(gaps),
        "gaps": [_gap(shift, language) for shift in gaps[:SHOWN]],
        "rest": max(len(gaps) - SHOWN, 0),
        "maps": gap_map.maps(list(regions()), missing, language) if missing else [],
        "tasks": [_task(one, language) for one in queries.for_list(by=request.staff, at=now)],
    }
    return frame.page(request, "office/tasks/index.html", context)


def _title(gaps: list[Shift]) -> str:
    if not gaps:
        return _("Every shift has its people")
    said = ngettext("%(n)s shift is short of people", "%(n)s shifts are short of people", len(gaps))
    return said % {"n": number(len(gaps))}


def _gap(shift: Shift, language: str) -> dict[str, Any]:
    region = shift.task.region
    return {
        "region": region.name_in(language) if region else "",
        "shift": shift,
        "task": shift.task,
        "when": helping.when(shift),
        "missing": number(shift.free),
        "slots": number(shift.slots),
    }


def _task(task: Task, language: str) -> dict[str, Any]:
    return {
        "task": task,
        "region": task.region.name_in(language) if task.region else "",
        "coming": number(task.coming),  # type: ignore[attr-defined]
    }
