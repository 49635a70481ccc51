"""E3: the messages behind a number of a broadcast, one by one, in one’s own regions."""

from typing import Any, Final

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from muster.broadcasts import previews
from muster.delivery import rows
from muster.delivery.rows import Row
from muster.kit.errors import NotFound
from muster.web import frame
from muster.web.gate import StaffRequest, may
from muster.web.office.broadcasts.shared import home_of, region_names, seen
from muster.web.states import look

PAGE: Final = 50


@may("people.view")
@require_safe
def behind(request: StaffRequest, number: int) -> HttpResponse:
    """Who stands behind one number; ``sort``, ``region`` and ``after`` are of the address."""
    state = seen(request, number)
    if state.release is None:
        return home_of(state)
    sort, region = request.GET.get("sort", "accepted"), request.GET.get("region", "")[:10]
    if sort not in rows.SORTS or "\x00" in region:
        raise NotFound
    asked = request.GET.get("after", "0")
    after = int(asked) if asked.isdecimal() and len(asked) < 10 else 0
    found = rows.behind(state.release, sort, region=region, after=after, most=PAGE + 1)
    context = {
        "title": _("“%(title)s”: %(what)s") % {"title": state.broadcast.title, "what": words(sort)},
        "state": state,
        "broadcast": state.broadcast,
        "sort": sort,
        "region": region,
        "rows": _shown(found[:PAGE]),
        "next": found[PAGE].recipient.position if len(found) > PAGE else None,
        "began": after == 0,
    }
    return frame.page(request, "office/broadcasts/rows.html", context)


def words(sort: str) -> str:
    """What a number is called."""
    ours = {
        "bounced": _("came back for good"),
        "soft": _("came back for now"),
        "complained": _("called it unwanted"),
        "stopped": _("said stop"),
        "replied": _("wrote something"),
        "thanked": _("said thanks"),
        "automatic": _("a machine answered"),
        rows.SILENT: _("accepted, nothing heard since"),
        rows.OPEN: _("never sent"),
    }
    return ours.get(sort) or str(look(sort).word).lower()


def _shown(found: list[Row]) -> list[dict[str, Any]]:
    known = previews.people(one.recipient.person_id for one in found)
    regions = region_names({one.recipient.region for one in found})
    return [
        {
            "row": one,
            "person": known.get(one.recipient.person_id),
            "name": str(known.get(one.recipient.person_id) or _("Somebody since erased or joined")),
            "region": regions.get(one.recipient.region, _("No region")),
        }
        for one in found
    ]
