"""The people behind the numbers of a sealed broadcast: those in one’s own regions, by name (E3)."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from muster.broadcasts import access, previews
from muster.delivery.models import Recipient
from muster.kit.errors import NotFound
from muster.web import frame, words
from muster.web.gate import StaffRequest, may
from muster.web.office.broadcasts.shared import region_names, seen

PAGE: Final = "office/broadcasts/frozen.html"
ROWS: Final = 50


@may("broadcasts.view")
@require_safe
def recipients(request: StaffRequest, number: int) -> HttpResponse:
    """Some of them at a time, in the order they are written to."""
    state = seen(request, number)
    if state.submission is None or not request.staff.may("people.view"):
        raise NotFound
    region = request.GET.get("region", "")[:10]
    inside = access.recipients(state.submission, by=request.staff)
    found = inside.filter(region=region) if region else inside
    count = found.count()
    rows = list(found.filter(id__gt=_after(request)).order_by("id")[: ROWS + 1])
    context = {
        "title": _title(count, region, state.submission.round.size),
        "state": state,
        "broadcast": state.broadcast,
        "region": region,
        "size": state.submission.round.size,
        "rows": _rows(rows[:ROWS]),
        "next": rows[ROWS - 1].pk if len(rows) > ROWS else None,
    }
    return frame.page(request, PAGE, context)


def _rows(found: list[Recipient]) -> list[dict[str, Any]]:
    known = previews.people(row.person_id for row in found)
    names = region_names({row.region for row in found})
    return [
        {
            "person": known.get(row.person_id),
            "region": names.get(row.region, _("No region")),
            "language": row.language,
        }
        for row in found
    ]


def _title(count: int, region: str, size: int) -> str:
    if region:
        name = region_names([region]).get(region, region)
        said = ngettext("%(n)s person in %(region)s", "%(n)s people in %(region)s", count)
        return said % {"n": words.number(count), "region": name}
    if count == size:
        return ngettext("%(n)s person", "%(n)s people", count) % {"n": words.number(count)}
    return _("%(n)s of %(size)s people live in your regions") % {
        "n": words.number(count),
        "size": words.number(size),
    }


def _after(request: StaffRequest) -> int:
    asked = request.GET.get("after", "")
    return int(asked) if asked.isdecimal() and len(asked) < 19 else 0
