"""Every message that was on its way when something stopped, by name where that may be seen (H3)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest
from django.utils.translation import gettext as _

from muster.broadcasts import previews
from muster.delivery import queries as delivery
from muster.delivery.models import Outcome, Release
from muster.kit.scope import Scope
from muster.web.office.broadcasts.shared import region_names

PAGE: Final = 50


def at_moment(
    request: HttpRequest, scope: Scope, release: Release, moment: datetime, until: datetime | None
) -> dict[str, Any]:
    """How many there were and how they ended, all of them; and one page of those in one’s regions."""
    found = delivery.out_at(release, moment, until=until)
    ends = dict(found.order_by("kind").values_list("kind").annotate(n=Count("id")))
    # Joined, so that the wall between regions decides who is listed.
    mine = found.filter(recipient__position__gte=0).select_related("recipient")
    page = Paginator(mine, PAGE).get_page(request.GET.get("page"))
    return {
        "moment": moment,
        "out": sum(ends.values()),
        "out_ends": sorted(ends.items(), key=lambda one: -one[1]),
        "in_flight": _rows(scope, list(page.object_list)),
        "page_obj": page,
    }


def _rows(scope: Scope, found: list[Outcome]) -> list[dict[str, Any]]:
    people = previews.people(one.recipient.person_id for one in found)
    regions = region_names({one.recipient.region for one in found})
    rows = []
    for one in found:
        person = people.get(one.recipient.person_id)
        named = person is not None and scope.holds(one.recipient.region)
        region = regions.get(one.recipient.region, _("another region"))
        name = str(person) if named else _("Somebody in %(region)s") % {"region": region}
        rows.append({"name": name, "person": person if named else None, "one": one})
    return rows
